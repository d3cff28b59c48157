import type { KeyChange } from '~/lib/kv/key-change.ts'
import { classify, followsOne } from '~/lib/kv/operation.ts'
import { parseAckReply, scanAckTime } from './ack-reply.ts'
import { parseHeaders } from './header-block.ts'
import { PushedMessage } from './pushed.ts'
import type { ReadNumbers } from './reader.ts'
import type { StoredMessage } from './types.ts'

const EXACT = 2 ** 53
const decoder = new TextDecoder()
/** What a value without headers of its own comes with, up to the digits of its size. */
const PLAIN = new TextEncoder().encode('NATS/1.0\r\nNats-Msg-Size: ')

export const emptyChange = (): KeyChange => ({ key: '', revision: 0, ms: 0, nanos: 0, size: 0, operation: 'PUT' })

/**
 * Reads the entry of a bucket out of a message, into a change that is filled anew each time (200,000 of them come in a second or
 * two). False when its subject is not one of a key.
 */
export function readChange(m: StoredMessage, numbers: Pick<ReadNumbers, 'seq'>, prefix: string, into: KeyChange): boolean {
  into.revision = numbers.seq
  if (m instanceof PushedMessage) return readPushed(m, prefix, into)
  if (!m.subject.startsWith(prefix)) return false
  into.key = m.subject.slice(prefix.length)
  into.exact = numbers.seq < EXACT ? undefined : m.seq
  into.ms = Date.parse(m.time)
  into.nanos = Number((/\.\d{3}(\d{1,6})/.exec(m.time)?.[1] ?? '').padEnd(6, '0'))
  into.size = m.data.length
  into.marker = undefined
  into.follows = followsOne(m.headers)
  Object.assign(into, classify(m.headers))
  return true
}

/** A message of a headers-only consumer. */
function readPushed(m: PushedMessage, prefix: string, into: KeyChange): boolean {
  const { subject, reply, body, headerLength } = m.raw.bytes
  if (subject.length <= prefix.length) return false
  for (let i = 0; i < prefix.length; i++) if (subject[i] !== prefix.charCodeAt(i)) return false
  into.key = textOf(subject.subarray(prefix.length))
  into.exact = into.revision < EXACT ? undefined : parseAckReply(decoder.decode(reply))?.seq
  scanAckTime(reply, into)
  const plain = plainSize(body, headerLength)
  if (plain >= 0) {
    into.size = plain
    into.operation = 'PUT'
    into.marker = undefined
    into.follows = false
    return true
  }
  const headers = parseHeaders(body.subarray(0, headerLength))
  into.size = Number(headers.findLast(([name]) => name === 'Nats-Msg-Size')?.[1] ?? body.length - headerLength)
  into.marker = undefined
  into.follows = followsOne(headers)
  Object.assign(into, classify(headers))
  return true
}

/** The size where Nats-Msg-Size is the only header, else -1. */
function plainSize(body: Uint8Array, headerLength: number): number {
  for (let i = 0; i < PLAIN.length; i++) if (body[i] !== PLAIN[i]) return -1
  let size = 0
  let i = PLAIN.length
  for (; body[i] !== 13; i++) size = size * 10 + (body[i]! - 48)
  return i + 4 === headerLength ? size : -1
}

/**
 * The text of bytes. Short ASCII without the decoder: its strings live outside the heap and cost more than they hold.
 */
function textOf(bytes: Uint8Array): string {
  if (bytes.length > 256) return decoder.decode(bytes)
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 127) return decoder.decode(bytes)
  return String.fromCharCode.apply(null, bytes as unknown as number[])
}
