import type { Connection } from './connection.ts'
import { listConsumers, type Consumer } from './consumers.ts'
import { toAppError } from './errors.ts'
import type { LinkError } from './types.ts'

/** The consumers of many streams, as far as they are known. */
export type Sweep = {
  consumers: Consumer[]
  /** Streams that answered, of all that were asked. */
  done: number
  total: number
  /** Streams whose consumers could not be read, and why. */
  failures: { stream: string; error: LinkError }[]
  /** "stream > consumer" of those whose leader did not answer in time. */
  missing: string[]
}

/** So many streams are asked at once: each answer is work for the server, which has better things to do. */
const AT_ONCE = 6

/**
 * The consumers of all these streams, six streams at a time; after each of them `onPart` is given what is known, which grows: copy
 * what is kept. One stream that fails fails alone. Throws AppError only when the link is lost or `signal` ends it.
 */
export async function sweepConsumers(
  conn: Connection,
  streams: string[],
  onPart: (sweep: Sweep) => void = () => {},
  signal?: AbortSignal,
): Promise<Sweep> {
  const sweep: Sweep = { consumers: [], done: 0, total: streams.length, failures: [], missing: [] }
  const left = [...streams]
  const worker = async () => {
    for (let stream = left.shift(); stream !== undefined; stream = left.shift()) {
      await readOne(conn, stream, sweep, signal)
      sweep.done++
      onPart(sweep)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, streams.length) }, worker))
  return sweep
}

async function readOne(conn: Connection, stream: string, sweep: Sweep, signal: AbortSignal | undefined): Promise<void> {
  try {
    const { consumers, missing } = await listConsumers(conn, stream, signal)
    sweep.consumers.push(...consumers)
    sweep.missing.push(...missing.map((name) => `${stream} > ${name}`))
  } catch (e) {
    const error = toAppError(e)
    if (error.kind === 'aborted' || error.kind === 'disconnected') throw error
    // Deleted since the streams were listed: it has no consumers any more, and that is no failure.
    if (error.kind !== 'not-found') sweep.failures.push({ stream, error: error.toPlain() })
  }
}
