import type { Backup } from '~/lib/backup/read-backup.ts'
import { count } from '~/lib/format.ts'
import { stringifyJson } from '~/lib/json.ts'
import { toHex } from '~/lib/payload/encode.ts'
import { pause } from '~/lib/pause.ts'
import { within } from '~/lib/within.ts'
import { api, decodeReply, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError, isPassing, toAppError } from './errors.ts'
import { list, number, seq, text } from './fields.ts'
import { persistRead } from './kv-persist.ts'
import { newHash } from './obj-hash.ts'
import { restoreProblem, streamNameProblem } from './restore-rules.ts'
import { getStream } from './streams.ts'
import type { JsonObject, Seq, StreamDetail } from './types.ts'
import { untilOpen } from './until-open.ts'

/** What the stream is to be called, what it listens on, and how many servers hold it: without, as many as before, where they were. */
export type RestoreAs = { name: string; subjects: string[]; replicas?: number }

/** A restore that has been begun, so that what is left of it can be found and taken away by somebody else (takeAway). */
export type RestoreRecord = {
  name: string
  /** Where its chunks go. */
  to: string
  config: JsonObject
  /** Of the backup: when its first message was stored, how many it has, and its last sequence. */
  firstTime: string
  messages: number
  lastSeq: Seq
}

export type RestoreProgress = { sent: number; total: number; isEnding: boolean }

/** `missing`: messages that the backup has and the stream has not: its limits took them, its age limit most of all. */
export type Restored = {
  name: string
  messages: number
  bytes: number
  first: Seq
  last: Seq
  missing: number
  digest: string
  sent: number
}

/** A restore failed, and what it made could not be taken away. */
export class PartLeft extends AppError {}

/** As the `nats` command line does. */
const CHUNK = 512 * 1024
const CHUNK_MS = 60_000
/** The server reads all of it through at the end. */
const END_MS = 30 * 60_000
const CLEAN_MS = 120_000
const RETRY_MS = 500

/** What is in the way of restoring so: the name that is taken, and streams that listen on the same subjects. Throws AppError. */
export async function restoreClashes(
  conn: Connection,
  { name, subjects }: RestoreAs,
  signal?: AbortSignal,
): Promise<{ isTaken: boolean; overlaps: { subject: string; streams: string[] }[] }> {
  const isTaken = (await findStream(conn, name)) !== undefined
  const overlaps: { subject: string; streams: string[] }[] = []
  for (const subject of subjects) {
    const streams: string[] = []
    for await (const page of pages(conn, 'STREAM.NAMES', (p) => list(p.streams).length, { subject }, { signal })) {
      streams.push(...list(page.streams).map((s) => text(s)))
    }
    if (streams.length > 0) overlaps.push({ subject, streams })
  }
  return { isTaken, overlaps }
}

async function findStream(conn: Connection, name: string): Promise<StreamDetail | undefined> {
  return getStream(conn, name).catch((e: unknown) => {
    if (toAppError(e).kind === 'not-found') return undefined
    throw e
  })
}

/** The configuration that is restored: that of the backup, under another name and other subjects where they differ. */
export function restoreConfig({ config }: Pick<Backup, 'config'>, { name, subjects, replicas }: RestoreAs): JsonObject {
  const { subjects: _, ...rest } = config
  const as = { ...rest, name, ...(subjects.length > 0 ? { subjects } : {}) }
  if (replicas === undefined || replicas === number(config.num_replicas, 1)) return as
  // Where it was has no room for another number, or is another cluster.
  const { placement: _placement, ...anywhere } = as as JsonObject
  return { ...anywhere, num_replicas: replicas }
}

/**
 * Makes a stream anew out of a backup: the archive goes up in chunks, each answered before the next. What comes to no end leaves
 * nothing: a half-made stream (nats-server 2.15 makes it as the chunks come, and keeps it when they end) is deleted, and only one
 * that was not there before. Throws AppError: conflict (name or subjects are taken), invalid, too-old, what the server refused,
 * `aborted`; `server` when a half-made stream had to be left.
 */
export async function restoreStream(
  conn: Connection,
  backup: Backup,
  as: RestoreAs,
  signal: AbortSignal,
  onProgress: (p: RestoreProgress) => void = () => {},
  onBegun: (record: RestoreRecord) => void = () => {},
): Promise<Restored> {
  await untilOpen(conn, signal)
  const problem = streamNameProblem(as.name) ?? restoreProblem(backup, as.name, conn.server?.apiLevel ?? 0)
  if (problem) throw new AppError('invalid', problem)
  await checkFree(conn, as, signal)
  const config = restoreConfig(backup, as)
  const request = { config, state: backup.state }
  const begun = await api(conn, `STREAM.RESTORE.${as.name}`, request, 30_000).catch((e: unknown) => {
    throw toAppError(e).errCode === 10130 ? nameTaken(as.name) : e
  })
  // From here on the name was free, and what has it is ours.
  const to = text(begun.deliver_subject)
  const { first_ts, messages, last_seq } = backup.state
  const record = { name: as.name, to, config, firstTime: text(first_ts), messages: number(messages), lastSeq: seq(last_seq) }
  onBegun(record)
  // While the link was away somebody may have restored it in another way: what is whole by then is not ours to delete.
  let wasLost = false
  const forget = conn.onLink((link) => (wasLost ||= link.state !== 'open'))
  try {
    const { digest, sent } = await sendAll(conn, backup, to, signal, onProgress)
    onProgress({ sent, total: backup.archive.size, isEnding: true })
    await endRestore(conn, to, as.name, backup, signal)
    return await result(conn, as.name, backup, { digest, sent }, signal)
  } catch (e) {
    const error = restoreError(toAppError(e))
    const left = await cleanUp(conn, record, () => wasLost)
    if (left === undefined) throw error
    throw new PartLeft('server', `${error.message}. A part of the stream ${as.name} is left`, {
      cause: e,
      next: `Delete the stream ${as.name} when the connection is back: ${left}`,
      ...(error.details ? { details: error.details } : {}),
    })
  } finally {
    forget()
  }
}

async function checkFree(conn: Connection, as: RestoreAs, signal: AbortSignal): Promise<void> {
  const { isTaken, overlaps } = await restoreClashes(conn, as, signal)
  if (isTaken) throw nameTaken(as.name)
  const [first] = overlaps
  if (first) {
    throw new AppError('conflict', `The stream ${first.streams.join(', ')} listens on ${first.subject} already`, {
      next: 'Give the restored stream other subjects: its messages keep the ones that they were stored under',
    })
  }
}

const nameTaken = (name: string) =>
  new AppError('conflict', `A stream named ${name} exists already, and a restore never writes into one`, {
    next: 'Choose another name, or delete that stream first',
  })

async function sendAll(
  conn: Connection,
  { archive }: Backup,
  to: string,
  signal: AbortSignal,
  onProgress: (p: RestoreProgress) => void,
): Promise<{ digest: string; sent: number }> {
  const hash = await newHash()
  const size = Math.min(CHUNK, conn.server?.maxPayload ?? CHUNK)
  let sent = 0
  for await (const chunk of chunksOf(archive.open(), size, (read) => orStopped(conn, read, signal))) {
    hash.add(chunk)
    const reply = await orStopped(conn, conn.request(to, chunk, { timeoutMs: CHUNK_MS }), signal)
    // Where all is well it is empty.
    if (reply.data.length > 0) decodeReply(reply.data)
    sent += chunk.length
    onProgress({ sent, total: archive.size, isEnding: false })
  }
  if (sent !== archive.size)
    throw new AppError(
      'invalid',
      `The archive has ${count(sent)} bytes and should have ${count(archive.size)}: the file is damaged`,
    )
  return { digest: toHex(hash.digest()), sent }
}

/** The same, but rejected as soon as it is stopped (`aborted`) or the link is lost (`disconnected`). */
function orStopped<T>(conn: Connection, work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new AppError('aborted', 'Stopped'))
    const forget = conn.onLink((link) => link.state !== 'open' && reject(lostRestore()))
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    else if (conn.link.state !== 'open') reject(lostRestore())
    void work.then(resolve, reject).finally(() => {
      forget()
      signal.removeEventListener('abort', stop)
    })
  })
}

const lostRestore = () =>
  new AppError('disconnected', 'The connection was lost, and a restore cannot be gone on with', {
    next: 'Restore it again when the connection is back; what was made of it has been taken away',
  })

type Reading = ReadableStreamReadResult<Uint8Array<ArrayBuffer>>

/** The bytes of a stream in pieces of one size; the last is what is left. `waiting`: how each reading is waited for. */
async function* chunksOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  size: number,
  waiting: (read: Promise<Reading>) => Promise<Reading>,
): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  const read = () =>
    reader.read().catch((e: unknown) => {
      throw new AppError('invalid', `The file could not be read: ${(e as Error).message}`, { cause: e })
    })
  let piece = new Uint8Array(size)
  let filled = 0
  try {
    for (;;) {
      const { done, value } = await waiting(read())
      if (done) break
      for (let at = 0; at < value.length;) {
        const part = value.subarray(at, at + size - filled)
        piece.set(part, filled)
        filled += part.length
        at += part.length
        if (filled < size) continue
        yield piece
        piece = new Uint8Array(size)
        filled = 0
      }
    }
    if (filled > 0) yield piece.subarray(0, filled)
  } finally {
    void reader.cancel().catch(() => {})
  }
}

/** An empty chunk ends it. When the answer to that is lost, the stream itself tells. */
async function endRestore(conn: Connection, to: string, name: string, { state }: Backup, signal: AbortSignal): Promise<void> {
  try {
    decodeReply((await orStopped(conn, conn.request(to, '', { timeoutMs: END_MS }), signal)).data)
  } catch (e) {
    const error = toAppError(e)
    if (!isPassing(error)) throw e
    const there = await persistRead(conn, () => findStream(conn, name), signal)
    if (there?.state.last_seq !== seq(state.last_seq)) throw e
  }
}

async function result(
  conn: Connection,
  name: string,
  backup: Backup,
  { digest, sent }: { digest: string; sent: number },
  signal: AbortSignal,
): Promise<Restored> {
  const { state } = await persistRead(conn, () => getStream(conn, name), signal)
  return {
    name,
    messages: state.messages,
    bytes: state.bytes,
    first: state.first_seq,
    last: state.last_seq,
    missing: Math.max(0, number(backup.state.messages) - state.messages),
    digest,
    sent,
  }
}

/** A half-made stream that a restore has left, or undefined: none, one that is whole, or one that somebody else has made since. */
export async function leftOf(conn: Connection, record: RestoreRecord): Promise<StreamDetail | undefined> {
  const there = await findStream(conn, record.name)
  if (!there || !isOurs(there, record)) return undefined
  const { messages, last_seq } = there.state
  return messages >= record.messages && last_seq >= record.lastSeq ? undefined : there
}

/**
 * A stream of this name that has the configuration that was restored and, where it holds messages, only such as the backup may have: its
 * first ones go when they are past the age limit.
 */
function isOurs({ state, ...there }: StreamDetail, { config, firstTime, lastSeq }: RestoreRecord): boolean {
  if (!isSame({ state, ...there }, config)) return false
  return state.messages === 0 || (Date.parse(state.first_ts) >= Date.parse(firstTime) && state.last_seq <= lastSeq)
}

/**
 * Takes away what a restore that came to no end has left; says in words why something had to be left. The name was free when the
 * restore began, but somebody may have made a stream since: that one stays. `onlyHalf`: one that is whole by now stays too.
 */
export async function takeAway(conn: Connection, record: RestoreRecord, onlyHalf = true): Promise<string | undefined> {
  // The server waits for more; an empty chunk lets it find that this was not all.
  await conn.request(record.to, '', { timeoutMs: CLEAN_MS / 4 }).catch((e: unknown) => {
    if (toAppError(e).kind === 'disconnected') throw e
  })
  const there = onlyHalf ? await leftOf(conn, record) : await findStream(conn, record.name)
  if (!there || !isOurs(there, record)) return undefined
  await api(conn, `STREAM.DELETE.${record.name}`, undefined, 30_000).catch((e: unknown) => {
    if (toAppError(e).kind !== 'not-found') throw e
  })
  return (await findStream(conn, record.name)) ? 'it is still there' : undefined
}

/** The same, through lost connections; it gives up in the end. */
async function cleanUp(conn: Connection, record: RestoreRecord, onlyHalf: () => boolean): Promise<string | undefined> {
  const never = new AbortController().signal
  const work = async (): Promise<{ left?: string }> => {
    for (let tries = 1; ; tries++) {
      await untilOpen(conn, never)
      try {
        const left = await takeAway(conn, record, onlyHalf())
        return left === undefined ? {} : { left }
      } catch (e) {
        const error = toAppError(e)
        if (!isPassing(error) || tries > 20) return { left: error.message }
        await pause(RETRY_MS)
      }
    }
  }
  const done = await within(work(), CLEAN_MS)
  return done ? done.left : 'the connection did not come back in time'
}

/** Whether a stream is the one that a restore makes, by what its configuration was given. */
function isSame({ raw }: StreamDetail, wanted: JsonObject): boolean {
  const there = raw.config
  if (typeof there !== 'object' || there === null || Array.isArray(there)) return false
  const same = (key: string) => stringifyJson(there[key] ?? null) === stringifyJson(wanted[key] ?? null)
  return (
    ['name', 'retention', 'storage', 'num_replicas', 'max_msgs', 'max_bytes', 'max_age'].every(same) &&
    (wanted.subjects === undefined || same('subjects'))
  )
}

/** What the server says of a restore that failed, in other words where it has any. */
function restoreError(e: AppError): AppError {
  if (e.errCode !== 10062) return e
  const words = e.details ?? ''
  if (/names do not match/.test(words))
    return new AppError('invalid', 'This server can restore the backup under its own name only', { details: words })
  if (/overlap/.test(words)) {
    return new AppError('conflict', 'Another stream has come to listen on one of its subjects meanwhile', {
      details: words,
      next: 'Give the restored stream other subjects',
    })
  }
  if (/corrupt|invalid|EOF|checksum|unsupported/i.test(words)) {
    return new AppError('invalid', 'The server could not read the archive: it is damaged or of another version', {
      details: words,
      next: 'Check it against the digest that the backup showed',
    })
  }
  return new AppError(e.kind, 'The server could not restore the stream', { details: words })
}
