import { stringifyJson, type Json } from '~/lib/json.ts'
import type { Connection } from './connection.ts'
import { getConsumer, updateConsumer, type ConsumerDetail } from './consumers.ts'
import { AppError } from './errors.ts'
import { object } from './fields.ts'
import type { JsonObject } from './types.ts'

/** Fields of a configuration with their new values, as the server knows them (nanoseconds); undefined takes a field out. */
export type ConfigChange = { [field: string]: Json | undefined }

/** The configuration with these fields changed and every other, known to us or not, as it was. */
export function withChange(config: JsonObject, change: ConfigChange): JsonObject {
  const kept = Object.entries({ ...config, ...change }).filter((e): e is [string, Json] => e[1] !== undefined)
  return Object.fromEntries(kept)
}

/**
 * Whether two configurations are the same but for what no operator edits: a pause, which only CONSUMER.PAUSE sets, and the
 * server's own notes in the metadata (`_nats.*`, which a pause changes too). The order of fields does not count.
 */
export function isSameConfig(a: JsonObject, b: JsonObject): boolean {
  return canonical(a) === canonical(b)
}

function canonical(config: JsonObject): string {
  return stringifyJson(sorted(editable(config)))
}

/** The configuration without what the server keeps in it for itself. */
export function editable({ pause_until: _, metadata, ...config }: JsonObject): JsonObject {
  const own = Object.entries(object(metadata) ?? {}).filter(([name]) => !name.startsWith('_nats.'))
  return own.length > 0 ? { ...config, metadata: Object.fromEntries(own) } : config
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  const fields = object(value)
  if (!fields) return value
  return Object.fromEntries(
    Object.entries(fields)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, v]) => [name, sorted(v)]),
  )
}

/**
 * Changes fields of a consumer's configuration, if it is still the one that the operator was looking at (`base`): JetStream has no
 * compare-and-set for consumers, so it is read once more just before. Throws AppError conflict when somebody else changed it,
 * not-found when it is gone, bad-request with the server's words for what it does not let change.
 */
export async function changeConsumer(
  conn: Connection,
  stream: string,
  name: string,
  base: JsonObject,
  change: ConfigChange,
): Promise<ConsumerDetail> {
  const now = object((await getConsumer(conn, stream, name)).raw.config) ?? {}
  if (!isSameConfig(now, base)) {
    throw new AppError('conflict', 'Somebody else changed this consumer in the meantime; nothing was written', {
      next: 'Compare their change with yours, then decide',
    })
  }
  return updateConsumer(conn, stream, withChange(now, change))
}
