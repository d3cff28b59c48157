import { stringifyJson } from '~/lib/json.ts'
import { headerLines, joined } from '~/lib/messages-file/header-block.ts'
import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { object, seq, text } from './fields.ts'
import { parseHeaders } from './header-block.ts'
import type { RawMessage } from './session.ts'
import type { JsonObject, Seq, StoredMessage } from './types.ts'

/**
 * The ways to read without a trace, from best to last: batches by direct get (2.11), one direct get at a time, or the leader's
 * MSG.GET where a stream has no direct access. None creates a consumer or takes a message from anybody.
 */
export type ReadWay = 'batch' | 'direct' | 'get'

/** Which way a stream can be read. Mirrors too answer for themselves only with allow_direct. */
export function readWay(apiLevel: number, allowDirect: boolean): ReadWay {
  if (!allowDirect) return 'get'
  return apiLevel >= 1 ? 'batch' : 'direct'
}

/** A reply, and what one call gathers, ends at this many bytes: a page of large messages is a shorter page. */
export const PAGE_BYTES = 2 * 1024 * 1024

export type BatchRequest = {
  /** The first sequence wanted, or the first time (RFC 3339). */
  seq?: Seq
  start_time?: string
  next_by_subj?: string
  batch: number
  max_bytes?: number
}

export type Batch = {
  messages: StoredMessage[]
  /** How many matching messages the stream has after the last of these. */
  pending: number
}

/** Up to `batch` messages in order of sequence (ADR-31 batched direct get, 2.11). An empty result is no error. */
export async function getBatch(conn: Connection, stream: string, request: BatchRequest, signal?: AbortSignal): Promise<Batch> {
  const messages: StoredMessage[] = []
  let pending = 0
  let failure: AppError | undefined
  const body: JsonObject = { ...request, ...(request.seq === undefined ? {} : { seq: request.seq === 0n ? 1n : request.seq }) }
  await conn.gather(
    `${conn.apiPrefix}.DIRECT.GET.${stream}`,
    stringifyJson(body),
    (m) => {
      if (m.header('Nats-Sequence') !== undefined) {
        messages.push(fromDirect(m))
        pending = Number(m.header('Nats-Num-Pending') ?? 0)
        return false
      }
      if (m.status === 204) pending = Number(m.header('Nats-Num-Pending') ?? pending)
      else if (m.status !== 404) failure = statusError(m)
      return true
    },
    10_000,
    signal,
  )
  if (failure) throw failure
  return { messages, pending }
}

export type OneRequest = { seq: Seq; next_by_subj?: string } | { last_by_subj: string } | { start_time: string }

/** One message by direct get or MSG.GET, or undefined when there is none. */
export async function getOne(
  conn: Connection,
  stream: string,
  way: ReadWay,
  request: OneRequest,
): Promise<StoredMessage | undefined> {
  try {
    if (way === 'get') return await getFromLeader(conn, stream, request)
    const m = await conn.request(`${conn.apiPrefix}.DIRECT.GET.${stream}`, stringifyJson({ ...request }))
    if (m.header('Nats-Sequence') !== undefined) return fromDirect(m)
    if (m.status === 404) return undefined
    throw statusError(m)
  } catch (e) {
    if (e instanceof AppError && e.errCode === 10037) return undefined
    throw e
  }
}

/** The last message of a literal subject by direct get. The subject is part of the request's, so that permissions can limit it. */
export async function getLast(conn: Connection, stream: string, subject: string): Promise<StoredMessage | undefined> {
  const m = await conn.request(`${conn.apiPrefix}.DIRECT.GET.${stream}.${subject}`)
  if (m.header('Nats-Sequence') !== undefined) return fromDirect(m)
  if (m.status === 404) return undefined
  throw statusError(m)
}

async function getFromLeader(conn: Connection, stream: string, request: OneRequest): Promise<StoredMessage> {
  const reply = await conn.request(`${conn.apiPrefix}.STREAM.MSG.GET.${stream}`, stringifyJson({ ...request }))
  const m = object(decodeReply(reply.data).message) ?? {}
  const headerBlock = fromBase64(text(m.hdrs))
  return {
    seq: seq(m.seq),
    subject: text(m.subject),
    time: text(m.time),
    headers: parseHeaders(headerBlock),
    ...(headerBlock.length > 0 ? { headerBlock } : {}),
    data: fromBase64(text(m.data)),
  }
}

export function statusError(m: RawMessage): AppError {
  return new AppError('bad-request', `The server refused to read: ${m.statusText ?? `status ${m.status}`}`, {
    details: `status ${m.status}`,
  })
}

/** What a direct get adds to a message's own headers. */
const added = new Set([
  'Nats-Stream',
  'Nats-Subject',
  'Nats-Sequence',
  'Nats-Time-Stamp',
  'Nats-Num-Pending',
  'Nats-Last-Sequence',
  'Nats-UpTo-Sequence',
])

export function fromDirect(m: RawMessage): StoredMessage {
  const all = m.headers()
  const headers = all.filter(([name]) => !added.has(name))
  return {
    seq: BigInt(m.header('Nats-Sequence') ?? 0),
    subject: m.header('Nats-Subject') ?? '',
    time: m.header('Nats-Time-Stamp') ?? '',
    headers,
    // Only where there can be some: a batch adds six, and a message that was republished has headers of the same names.
    ...(headers.length > 0 || all.length > 4 ? { headerBlock: ownBlock(m) } : {}),
    data: m.data.slice(), // the original is a view that would keep the whole socket frame alive
  }
}

/** The header block without what the direct get put behind the message's own headers, each name once. */
function ownBlock(m: RawMessage): Uint8Array {
  const { body, headerLength } = m.bytes
  const block = body.slice(0, headerLength)
  const lines = [...headerLines(block)]
  const names = new Set(added)
  let last = lines.length
  while (last > 0 && names.delete(lines[last - 1]!.name)) last--
  if (last === 0) return new Uint8Array()
  return last === lines.length ? block : joined([block.subarray(0, lines[last - 1]!.end), block.subarray(block.length - 2)])
}

function fromBase64(encoded: string): Uint8Array {
  return Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))
}
