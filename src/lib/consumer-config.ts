import { stringifyJson, type Json } from './json.ts'

type Config = { [field: string]: Json }

/** Fields of a configuration with their new values, as the server knows them (nanoseconds); undefined takes a field out. */
export type ConfigChange = { [field: string]: Json | undefined }

/** The configuration with these fields changed and every other, known to us or not, as it was. */
export function withChange(config: Config, change: ConfigChange): Config {
  const kept = Object.entries({ ...config, ...change }).filter((e): e is [string, Json] => e[1] !== undefined)
  return Object.fromEntries(kept)
}

/**
 * The configuration without what no operator edits: a pause, which only CONSUMER.PAUSE sets, and the server's own notes in the
 * metadata (`_nats.*`, which a pause changes too).
 */
function editable(config: Config): Config {
  const own = Object.entries(objectOf(config.metadata) ?? {}).filter(([name]) => !name.startsWith('_nats.'))
  const change = { pause_until: undefined, metadata: own.length > 0 ? Object.fromEntries(own) : undefined }
  return withChange(config, change)
}

/** Whether two configurations are the same to an operator. The order of fields does not count. */
export function isSameConfig(a: Config, b: Config): boolean {
  return canonicalText(a) === canonicalText(b)
}

/** What an operator can edit, as text with its fields in order: two of them can be compared line by line. */
export function canonicalText(config: Config): string {
  return stringifyJson(sorted(editable(config)), 2)
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  const fields = objectOf(value)
  if (!fields) return value
  const entries = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, v]) => [name, sorted(v)]))
}

function objectOf(value: Json | undefined): Config | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
