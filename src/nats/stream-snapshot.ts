import { stringifyJson } from '~/lib/json.ts'
import { toHex } from '~/lib/payload/encode.ts'
import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { newHash } from './obj-hash.ts'
import { object } from './fields.ts'
import type { RawMessage } from './session.ts'
import type { JsonObject } from './types.ts'
import { untilOpen } from './until-open.ts'

/** What `nats stream backup` writes into backup.json: the configuration and the state of the stream as it was. */
export type SnapshotMeta = { config: JsonObject; state: JsonObject }

/** `received`: bytes of the archive, which is compressed; `digest`: SHA-256 of it, as hexadecimal digits. */
export type Snapshot = SnapshotMeta & { received: number; digest: string }

/** Where the archive goes. `begin` is told what it is of before the first piece. */
export type SnapshotSink = {
  begin(meta: SnapshotMeta): Promise<void>
  write(data: Uint8Array<ArrayBuffer>): Promise<void>
}

export type SnapshotOptions = { consumers?: boolean; signal: AbortSignal; onProgress?: (received: number) => void }

const CHUNK = 128 * 1024
/**
 * So many bytes are answered before they are written, so that a disk that stops for a moment does not end the snapshot: the server
 * gives up when it has had no answer for about five seconds.
 */
const AHEAD = 8 * 1024 * 1024
const SILENT_MS = 30_000

/**
 * Streams a snapshot of a stream (JETSTREAM.md 2.5) into a sink. Each chunk is answered when there is room for more, so what is held
 * is bounded. The consumers come along unless they are not wanted. Throws AppError, `aborted` included, and what the sink throws; a
 * lost connection ends it, since no snapshot can be gone on with.
 */
export async function takeSnapshot(
  conn: Connection,
  name: string,
  sink: SnapshotSink,
  { consumers = true, signal, onProgress = () => {} }: SnapshotOptions,
): Promise<Snapshot> {
  await untilOpen(conn, signal)
  const hash = await newHash()
  const queue: { data: Uint8Array<ArrayBuffer>; reply: string | undefined }[] = []
  let [received, held, heardAt] = [0, 0, performance.now()]
  let isOver = false
  let failure: AppError | undefined
  let wake = () => {}
  const fail = (e: AppError) => {
    failure ??= e
    wake()
  }
  const throwFailure = () => {
    if (failure) throw failure
  }
  const answer = (reply: string | undefined) => {
    if (reply) conn.publish(reply)
  }
  const onMessage = (m: RawMessage) => {
    heardAt = performance.now()
    if (isOver || failure) return
    const { data, reply, status } = m
    if (data.length === 0) {
      if (status !== undefined && status !== 204) return fail(brokenOff(m.statusText ?? `status ${status}`))
      isOver = true
    } else {
      received += data.length
      held += data.length
      // Answered at once while little is held, else when it has been written.
      const isAhead = held <= AHEAD
      queue.push({ data: data.slice(), reply: isAhead ? undefined : reply })
      if (isAhead) answer(reply)
      onProgress(received)
    }
    wake()
  }
  const inbox = conn.newInbox()
  const abort = () => fail(new AppError('aborted', 'Stopped'))
  const watch = setInterval(() => {
    if (performance.now() - heardAt > SILENT_MS && held === 0)
      fail(new AppError('timeout', 'The server sends nothing more of the snapshot', { next: 'Begin the backup again' }))
  }, 1000)
  const stops = [
    conn.subscribe(inbox, { onMessage, onError: fail }),
    conn.onLink((link) => link.state !== 'open' && fail(lostSnapshot())),
    // A chunk that may not be answered ends it: the server would only say that it heard nothing.
    conn.onDenied((e, subject) => subject.startsWith('$JS.SNAPSHOT.ACK.') && fail(e)),
    () => signal.removeEventListener('abort', abort),
    () => clearInterval(watch),
  ]
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  try {
    throwFailure()
    const meta = await requestSnapshot(conn, name, { deliver_subject: inbox, no_consumers: !consumers, chunk_size: CHUNK })
    await sink.begin(meta)
    for (;;) {
      throwFailure()
      const next = queue.shift()
      if (next) {
        const { length } = next.data
        hash.add(next.data)
        await sink.write(next.data)
        held -= length
        answer(next.reply)
      } else if (isOver) break
      else await new Promise<void>((resolve) => (wake = resolve))
    }
    if (received === 0) throw brokenOff('it was empty')
    return { ...meta, received, digest: toHex(hash.digest()) }
  } catch (e) {
    throw failure ?? e
  } finally {
    for (const stop of stops) stop()
  }
}

async function requestSnapshot(conn: Connection, name: string, body: JsonObject): Promise<SnapshotMeta> {
  // The server works out the state first, which takes its time on a large stream.
  const reply = await conn.request(`${conn.apiPrefix}.STREAM.SNAPSHOT.${name}`, stringifyJson(body), { timeoutMs: 60_000 })
  const { config, state } = decodedSnapshot(reply)
  return { config: object(config) ?? {}, state: object(state) ?? {} }
}

function decodedSnapshot(reply: RawMessage): JsonObject {
  try {
    return decodeReply(reply.data)
  } catch (e) {
    // nats-server 2.10: "snapshot failed: no impl".
    if (!(e instanceof AppError) || !/no impl/.test(e.details ?? '')) throw e
    throw new AppError('invalid', 'This server cannot back up a stream that it keeps in memory', {
      details: e.details ?? '',
      next: 'Export its messages, and keep its configuration',
    })
  }
}

const brokenOff = (why: string) =>
  new AppError('unavailable', `The server broke the snapshot off: ${why}`, {
    next: 'Begin the backup again; where the disk or the link is slow, with nothing else running',
  })

const lostSnapshot = () =>
  new AppError('disconnected', 'The connection was lost, and a snapshot cannot be gone on with', {
    next: 'Begin the backup again when the connection is back; no file was kept',
  })
