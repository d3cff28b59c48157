/** What a revision did to its key (ADR-8). */
export type KvOperation = 'PUT' | 'DEL' | 'PURGE'

/** Why the server itself left a marker in place of values (ADR-43): they aged out, were purged, or the last one was deleted. */
export type MarkerReason = 'MaxAge' | 'Purge' | 'Remove'

export type Classified = { operation: KvOperation; marker?: MarkerReason }

const markers: Record<MarkerReason, KvOperation> = { MaxAge: 'PURGE', Purge: 'PURGE', Remove: 'DEL' }

/**
 * What a stored message did to its key, by its headers: a client says it in KV-Operation, the server in Nats-Marker-Reason
 * (JETSTREAM.md section 6). Anything else is a value.
 */
export function classify(headers: readonly (readonly [string, string])[]): Classified {
  const operation = last(headers, 'KV-Operation')
  if (operation === 'DEL' || operation === 'PURGE') return { operation }
  const reason = last(headers, 'Nats-Marker-Reason')
  return reason !== undefined && isReason(reason) ? { operation: markers[reason], marker: reason } : { operation: 'PUT' }
}

/** Whether a message says of itself that its key had a revision before: it expected one, deletes it or takes its place. */
export function followsOne(headers: readonly (readonly [string, string])[]): boolean {
  const expected = last(headers, 'Nats-Expected-Last-Subject-Sequence')
  return (expected !== undefined && expected !== '0') || classify(headers).operation !== 'PUT'
}

function isReason(text: string): text is MarkerReason {
  return Object.hasOwn(markers, text)
}

function last(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.findLast(([n]) => n === name)?.[1]
}

/**
 * A Nats-TTL in milliseconds: digits alone are seconds, else a Go duration ("1h30m", "1.5s"). Undefined for "never", and for what
 * the server would not have taken.
 */
export function parseTtl(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  if (!/^(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g)]
  if (parts.map(([whole]) => whole).join('') !== text) return undefined
  const ms = parts.reduce((sum, [, n, unit]) => sum + Number(n) * unitsMs[unit as keyof typeof unitsMs], 0) // no other unit matches
  return ms > 0 ? ms : undefined
}

/** What a message lives for by itself: milliseconds, or `never`: not even the age limit of the bucket takes it. */
export type Ttl = number | 'never'

/** The time to live that a message was written with. */
export function ttlOfHeaders(headers: readonly (readonly [string, string])[]): Ttl | undefined {
  const told = last(headers, 'Nats-TTL')
  return told === 'never' ? told : told === undefined ? undefined : parseTtl(told)
}

/** Milliseconds as a Nats-TTL. The server counts whole seconds and cuts the rest off, so a part of one is a whole one more. */
export function ttlText(ms: Ttl): string {
  if (ms === 'never') return ms
  return `${Math.ceil(ms / 1000)}s`
}

const unitsMs = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
