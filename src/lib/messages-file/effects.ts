/** What a header would make the server do again when its message is published once more. */
export type Effect = 'expected' | 'rollup' | 'ttl' | 'schedule' | 'counter' | 'batch' | 'trace'

/** In the order in which they are told of. */
export const EFFECTS: readonly Effect[] = ['expected', 'rollup', 'ttl', 'schedule', 'counter', 'batch', 'trace']

// The server looks for these very names, upper and lower case included (nats-server server/stream.go, headers).
const patterns: Record<Effect, RegExp> = {
  expected: /^Nats-Expected-/,
  rollup: /^Nats-Rollup$/,
  ttl: /^Nats-TTL$/,
  schedule: /^Nats-Schedule(r|-.*)?$/,
  counter: /^Nats-(Incr|Counter-Sources)$/,
  batch: /^Nats-Batch-/,
  trace: /^Nats-Trace-/,
}

/** What this header does, if anything. A message id is none of these: it only keeps a message from being stored twice. */
export function effectOf(name: string): Effect | undefined {
  if (!name.startsWith('Nats-')) return undefined
  return EFFECTS.find((e) => patterns[e].test(name))
}
