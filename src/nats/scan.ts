import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError, canReadOtherwise, isPassing, toAppError } from './errors.ts'
import { readForward } from './messages.ts'
import { PushReader } from './push-reader.ts'
import type { ReadNumbers } from './reader.ts'
import { untilOpen } from './until-open.ts'
import type { LinkError, Seq, StoredMessage, Stream } from './types.ts'

const PAGE = 2000
const RETRY_MS = 500
const EXACT = 2 ** 53

export type ScanRange = { from: Seq; to: Seq; filters: string[] }

export type Take = (m: StoredMessage, numbers: Pick<ReadNumbers, 'seq'>) => void

/** `headersOnly`: payloads may be left out, and are where that is possible; the header Nats-Msg-Size then says how large they are. */
export type ScanOptions = { headersOnly?: boolean }

/** Why it waits (null = the link is being made), or undefined when it reads again. */
export type OnWaiting = (error: LinkError | null | undefined) => void

/**
 * Reads every message from `from` to `to` once, in order, as fast as can be: by a push consumer where that changes nothing
 * (limits retention), else by direct get. Goes on by itself after a lost connection. Rejects with AppError, `aborted` included.
 */
export async function scan(
  conn: Connection,
  stream: Stream,
  range: ScanRange,
  take: Take,
  signal: AbortSignal,
  onWaiting: OnWaiting = () => {},
  options: ScanOptions = {},
): Promise<void> {
  if (range.from > range.to) return
  if (stream.config.retention === 'limits') {
    const end = await scanByConsumer(conn, stream, range, take, signal, onWaiting, options)
    if (end === 'complete') return
    range = { ...range, from: end.next }
  }
  await scanByDirectGet(conn, stream, range, take, signal, onWaiting)
}

function scanByConsumer(
  conn: Connection,
  stream: Stream,
  { from, to, filters }: ScanRange,
  take: Take,
  signal: AbortSignal,
  onWaiting: OnWaiting,
  options: ScanOptions,
): Promise<'complete' | { next: Seq }> {
  return new Promise((resolve, reject) => {
    let isReady = false
    const last = Number(to)
    const isBeyond = (m: StoredMessage, seq: number) => (last < EXACT ? seq > last : m.seq > to)
    const isLast = (m: StoredMessage, seq: number) => (last < EXACT ? seq === last : m.seq === to)
    const stop = () => reader.stop()
    const done = () => {
      stop()
      signal.removeEventListener('abort', abort)
      resolve('complete')
    }
    const abort = () => {
      stop()
      reject(stopped())
    }
    const reader = new PushReader(
      conn,
      { ...stream },
      filters,
      { seq: from },
      {
        onMessage: (m, { seq, pending }) => {
          const beyond = isBeyond(m, seq)
          if (!beyond) take(m, { seq })
          if (beyond || pending === 0 || isLast(m, seq)) done()
        },
        onReady: (pending) => {
          isReady = true
          onWaiting(undefined)
          if (pending === 0) done()
        },
        onIdle: done,
        onWaiting: (error) => onWaiting(error ?? null),
        onResumed: (r) => {
          if (r.because === 'recreated') onFailed(new AppError('not-found', 'The stream was deleted and made anew meanwhile'))
        },
        onFailed: (e) => onFailed(e),
      },
      options,
    )
    const onFailed = (e: AppError) => {
      stop()
      signal.removeEventListener('abort', abort)
      if (!canReadOtherwise(e, isReady)) return reject(e)
      const { lastSeq } = reader
      resolve({ next: lastSeq === undefined ? from : lastSeq + 1n })
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}

async function scanByDirectGet(
  conn: Connection,
  stream: Stream,
  range: ScanRange,
  take: Take,
  signal: AbortSignal,
  onWaiting: OnWaiting,
): Promise<void> {
  let next: Seq | undefined = range.from
  while (next !== undefined && next <= range.to) {
    if (signal.aborted) throw stopped()
    try {
      const page = await readForward(conn, stream, next, PAGE, range.filters, signal, range.to)
      // Each has been taken once, also when what follows fails and the page is gone on from.
      for (const m of page.messages) {
        if (m.seq <= range.to) take(m, { seq: Number(m.seq) })
        next = m.seq + 1n
      }
      next = page.next ?? (await askLeader(conn, stream, next - 1n, range))
      onWaiting(undefined)
    } catch (e) {
      const error = toAppError(e)
      if (!isPassing(error)) throw error
      onWaiting(error.toPlain())
      await pause(RETRY_MS)
      await untilOpen(conn, signal)
    }
  }
}

/**
 * A replica that lags behind may answer a direct get, and then its end is not the stream's: the leader is asked what comes next.
 * Undefined when nothing does, or when that may not be asked.
 */
async function askLeader(conn: Connection, stream: Stream, last: Seq, range: ScanRange): Promise<Seq | undefined> {
  if (last >= range.to || (stream.config.num_replicas < 2 && !stream.mirror)) return undefined
  const filters = range.filters.length > 0 ? range.filters : ['>']
  const found = await Promise.all(
    filters.map((f) =>
      getOne(conn, stream.name, 'get', { seq: last + 1n, next_by_subj: f }).catch((e: unknown) => {
        if (isPassing(toAppError(e))) throw e // it is asked again: taken for the end it would leave out what comes
        return undefined
      }),
    ),
  )
  return found.reduce<Seq | undefined>((least, m) => (m && (least === undefined || m.seq < least) ? m.seq : least), undefined)
}

const stopped = () => new AppError('aborted', 'Stopped')
