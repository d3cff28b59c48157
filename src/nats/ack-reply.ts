import type { Seq } from './types.ts'

/** What the reply subject of a delivered message says (ADR-15; version 2 since 2.14). */
export type AckReply = {
  stream: string
  consumer: string
  /** How often it has been delivered, this time included: 1 = first. */
  delivered: number
  seq: Seq
  consumerSeq: number
  /** When the stream stored it, in nanoseconds since the epoch. */
  timeNs: bigint
  /** Messages that the consumer has not delivered yet. */
  pending: number
}

const isAckReply = (reply: string | undefined): reply is string => reply?.startsWith('$JS.ACK.') === true

/** Reads all of it; undefined when it is no acknowledgement subject. */
export function parseAckReply(reply: string): AckReply | undefined {
  const t = reply.split('.')
  const at = firstField(t.length)
  if (!isAckReply(reply) || at === 0) return undefined
  return {
    stream: t[at] ?? '',
    consumer: t[at + 1] ?? '',
    delivered: Number(t[at + 2]),
    seq: BigInt(t[at + 3] ?? 0),
    consumerSeq: Number(t[at + 4]),
    timeNs: BigInt(t[at + 5] ?? 0),
    pending: Number(t[at + 6]),
  }
}

/** Where the stream's name is, by the number of tokens: nine in version 1, eleven or more in version 2. */
function firstField(tokens: number): number {
  return tokens === 9 ? 2 : tokens >= 11 ? 4 : 0
}

/** The numbers that a reader needs of every message. Filled anew by each `scanAckReply`: this runs 100,000 times a second. */
export type AckNumbers = { consumerSeq: number; seq: number; pending: number }

const DOT = 46
const [DOLLAR, A] = [36, 65]
const dots = new Int32Array(16)

/**
 * Reads the numbers out of the bytes, without making a string. `seq` beyond 2^53 is not exact: take it from parseAckReply then.
 * False when it is no acknowledgement subject.
 */
export function scanAckReply(reply: Uint8Array, into: AckNumbers): boolean {
  if (reply[0] !== DOLLAR || reply[4] !== A) return false // $JS.ACK, not $JS.FC or an inbox
  let count = 0
  for (let i = 0; i < reply.length && count < 16; i++) if (reply[i] === DOT) dots[count++] = i
  const at = firstField(count + 1)
  if (at === 0) return false
  into.seq = digits(reply, at + 3, count)
  into.consumerSeq = digits(reply, at + 4, count)
  into.pending = digits(reply, at + 6, count)
  return true
}

/** The number in token `n`. */
function digits(text: Uint8Array, n: number, count: number): number {
  return decimal(text, dots[n - 1]! + 1, n < count ? dots[n]! : text.length) // n is within the tokens that were counted
}

/** When the stream stored a message: milliseconds since the epoch, and the nanoseconds below them. Filled anew each time. */
export type AckTime = { ms: number; nanos: number }

/** Reads the time out of the bytes, exactly, without making a bigint; for what scanAckReply has taken. */
export function scanAckTime(reply: Uint8Array, into: AckTime): void {
  let count = 0
  let tokens = 1
  for (let i = 0; i < reply.length; i++) if (reply[i] === DOT) tokens++
  const field = firstField(tokens) + 5
  let from = 0
  for (; from < reply.length && count < field; from++) if (reply[from] === DOT) count++
  let to = from
  while (to < reply.length && reply[to] !== DOT) to++
  into.ms = decimal(reply, from, to - 6)
  into.nanos = decimal(reply, Math.max(from, to - 6), to)
}

function decimal(text: Uint8Array, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + (text[i]! - 48)
  return value
}

/** Nanoseconds since the epoch as RFC 3339 with nine digits. */
export function timeOfNanos(ns: bigint): string {
  const ms = Number(ns / 1_000_000n)
  return `${new Date(ms).toISOString().slice(0, -5)}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`
}
