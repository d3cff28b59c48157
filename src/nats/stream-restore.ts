import type { Backup } from '~/lib/backup/read-backup.ts'
import { count } from '~/lib/format.ts'
import { toHex } from '~/lib/payload/encode.ts'
import { nameProblem } from '~/lib/stream-config/names.ts'
import { within } from '~/lib/within.ts'
import { api, decodeReply, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError, isPassing, toAppError } from './errors.ts'
import { list, number, seq, text } from './fields.ts'
import { persistRead } from './kv-persist.ts'
import { newHash } from './obj-hash.ts'
import {
  CLEAN_MS,
  createdByRestore,
  findStream,
  NAME_IN_USE,
  takeAwayAtLast,
  type Left,
  type RestoreRecord,
} from './restore-left.ts'
import { restoreProblem } from './restore-rules.ts'
import { getStream } from './streams.ts'
import type { JsonObject, Seq } from './types.ts'
import { untilOpen } from './until-open.ts'

/**
 * What the stream is to be called, what it listens on, how many servers hold it (without, as many as before), and whether it is left
 * to the server which ones: without, where it was. `ageless`: without its age limit, which would take old messages at once.
 */
export type RestoreAs = { name: string; subjects: string[]; replicas?: number; anywhere?: boolean; ageless?: boolean }

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

/** A restore failed, and what it made could not be taken away, or it is not known whether there is any. */
export class PartLeft extends AppError {}

/** A restore that was begun here, and how far it has come. */
type Run = {
  record: RestoreRecord
  sent: number
  /** Whether the link was lost since: then others may have come by the name. */
  wasLost: boolean
  /** The server's answer to the end, which a stop does not take back. */
  ending?: Promise<RestoreReply>
}
type RestoreReply = { created?: string | undefined }

/** As the `nats` command line does. */
const CHUNK = 512 * 1024
const CHUNK_MS = 60_000
/** The server reads all of it through at the end. */
const END_MS = 30 * 60_000
/** A stream that is being made is looked for after each of the first chunks, and then now and then. */
const LOOKS = 16

/** What is in the way of restoring so: the name that is taken, and streams that listen on the same subjects. Throws AppError. */
export async function restoreClashes(
  conn: Connection,
  { name, subjects }: RestoreAs,
  signal?: AbortSignal,
): Promise<{ isTaken: boolean; overlaps: { subject: string; streams: string[] }[] }> {
  await untilOpen(conn, signal)
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

/** The configuration that is restored: that of the backup, under another name and other subjects where they differ. */
export function restoreConfig(
  { config }: Pick<Backup, 'config'>,
  { name, subjects, replicas, anywhere = false, ageless = false }: RestoreAs,
): JsonObject {
  const { subjects: _, placement, ...rest } = config
  return {
    ...rest,
    ...(anywhere || placement === undefined ? {} : { placement }),
    name,
    ...(subjects.length > 0 ? { subjects } : {}),
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(ageless ? { max_age: 0 } : {}),
  }
}

/**
 * Makes a stream anew out of a backup: the archive goes up in chunks, each answered before the next. What comes to no end leaves
 * nothing: a half-made stream (nats-server 2.15 makes it as the chunks come, and keeps it when they end) is deleted, and only the one
 * that this restore has made. `onRecord` is told of it when it is begun, and again when the stream is seen. Throws AppError: conflict
 * (name or subjects are taken), invalid, too-old, what the server refused, `aborted`; PartLeft when something had to be left.
 */
export async function restoreStream(
  conn: Connection,
  backup: Backup,
  as: RestoreAs,
  signal: AbortSignal,
  onProgress: (p: RestoreProgress) => void = () => {},
  onRecord: (record: RestoreRecord) => void = () => {},
): Promise<Restored> {
  await untilOpen(conn, signal)
  const problem = nameProblem(as.name) ?? restoreProblem(backup, as.name, conn.server?.apiLevel ?? 0)
  if (problem) throw new AppError('invalid', problem)
  await checkFree(conn, as, signal)
  const config = restoreConfig(backup, as)
  const request = { config, state: backup.state }
  const begun = await api(conn, `STREAM.RESTORE.${as.name}`, request, 30_000).catch((e: unknown) => {
    throw toAppError(e).errCode === NAME_IN_USE ? nameTaken(as.name) : e
  })
  const { messages, last_seq } = backup.state
  const record = { name: as.name, to: text(begun.deliver_subject), config, messages: number(messages), lastSeq: seq(last_seq) }
  const run: Run = { record, sent: 0, wasLost: false }
  onRecord(record)
  const forget = conn.onLink((link) => (run.wasLost ||= link.state !== 'open'))
  const onSeen = (created: string) => onRecord((run.record = { ...run.record, created }))
  try {
    const digest = await sendAll(conn, backup, run, signal, onProgress, onSeen)
    onProgress({ sent: run.sent, total: backup.archive.size, isEnding: true })
    await endRestore(conn, run, signal)
    return await result(conn, run, backup, digest, signal)
  } catch (e) {
    throw withLeft(restoreError(toAppError(e), as.name), run.record, await cleanUp(conn, run))
  } finally {
    forget()
  }
}

/** Takes away what is left of a restore that came to no end, as far as that is known. */
async function cleanUp(conn: Connection, { record, sent, wasLost, ending }: Run): Promise<Left | 'coming'> {
  // Without a byte sent nothing was made, and who has the name now came by it otherwise.
  if (sent === 0) return { is: 'gone', wasThere: false }
  if (!ending) return takeAwayAtLast(conn, record, wasLost)
  // Stopped while the server put it together: its answer says which stream it was.
  const ended = wasLost ? undefined : await within(ending.then(...bothWays), CLEAN_MS)
  if (ended instanceof AppError && ended.errCode === NAME_IN_USE) return { is: 'gone', wasThere: false }
  const created = ended instanceof AppError ? undefined : ended?.created
  const left = await takeAwayAtLast(conn, record, wasLost, created)
  return ended === undefined && left.is === 'gone' && !left.wasThere ? 'coming' : left
}

const bothWays = [(reply: RestoreReply) => reply, toAppError] as const

/** The failure, with what is left of the restore. */
function withLeft(error: AppError, { name }: RestoreRecord, left: Left | 'coming'): AppError {
  const more = { cause: error, ...(error.details ? { details: error.details } : {}) }
  if (left === 'coming') {
    return new PartLeft('server', `${error.message}. The server had all of it, and may complete the stream yet`, {
      ...more,
      next: `Look whether ${name} comes before you restore it again`,
    })
  }
  if (left.is === 'left') {
    return new PartLeft('server', `${error.message}. A part of the stream ${name} is left`, {
      ...more,
      next: `Delete the stream ${name} when the connection is back: ${left.why}`,
    })
  }
  if (left.is === 'unknown') {
    return new PartLeft('server', `${error.message}. There is a stream ${name} now, which is whole or of somebody else`, {
      ...more,
      next: `Look at what is in ${name} before you restore again: it was left as it is`,
    })
  }
  if (!isPassing(error)) return error
  // A server of a cluster that had the restore in hand may be gone while the link holds.
  const message = error.kind === 'disconnected' ? error.message : `The server stopped answering in the middle: ${error.message}`
  return new AppError(error.kind, message, {
    ...more,
    next: `Restore it again: ${left.wasThere ? 'what was made of it has been taken away' : 'nothing of it is there'}`,
  })
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

/** Gives the SHA-256 of what was sent. `onSeen`: when the stream that is being made was created. */
async function sendAll(
  conn: Connection,
  { archive }: Backup,
  run: Run,
  signal: AbortSignal,
  onProgress: (p: RestoreProgress) => void,
  onSeen: (created: string) => void,
): Promise<string> {
  const hash = await newHash()
  const size = Math.min(CHUNK, conn.server?.maxPayload ?? CHUNK)
  let chunks = 0
  for await (const chunk of chunksOf(archive.open(), size, (read) => orStopped(conn, read, signal))) {
    hash.add(chunk)
    const request = conn.request(run.record.to, chunk, { timeoutMs: CHUNK_MS })
    run.sent += chunk.length
    const reply = await orStopped(conn, request, signal)
    // Where all is well it is empty.
    if (reply.data.length > 0) decodeReply(reply.data)
    onProgress({ sent: run.sent, total: archive.size, isEnding: false })
    chunks++
    if (run.record.created !== undefined || (chunks > LOOKS && chunks % LOOKS > 0)) continue
    const created = await orStopped(conn, createdByRestore(conn, run.record), signal)
    if (created !== undefined) onSeen(created)
  }
  if (run.sent !== archive.size)
    throw new AppError(
      'invalid',
      `The archive has ${count(run.sent)} bytes and should have ${count(archive.size)}: the file is damaged`,
    )
  return toHex(hash.digest())
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

const lostRestore = () => new AppError('disconnected', 'The connection was lost, and a restore cannot be gone on with')

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
async function endRestore(conn: Connection, run: Run, signal: AbortSignal): Promise<void> {
  const { to, lastSeq, name } = run.record
  run.ending = conn.request(to, '', { timeoutMs: END_MS }).then(({ data }): RestoreReply => {
    const { created } = decodeReply(data)
    return { created: created === undefined ? undefined : text(created) }
  })
  try {
    await orStopped(conn, run.ending, signal)
  } catch (e) {
    const error = toAppError(e)
    if (!isPassing(error)) throw e
    const there = await persistRead(conn, () => findStream(conn, name), signal)
    if (there?.state.last_seq !== lastSeq) throw e
  }
}

async function result(
  conn: Connection,
  { record: { name }, sent }: Run,
  backup: Backup,
  digest: string,
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

/** What the server says of a restore that failed, in other words where it has any. */
function restoreError(e: AppError, name: string): AppError {
  if (e.errCode === NAME_IN_USE) return nameTaken(name)
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
