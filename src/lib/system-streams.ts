/** Streams that carry another feature (ADR-8 KV, ADR-20 object store, MQTT sessions): hidden unless asked for. */
export function isSystemStream(name: string): boolean {
  return /^(KV_|OBJ_|\$)/.test(name)
}
