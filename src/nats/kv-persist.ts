import { pause } from '~/lib/pause.ts'
import type { Connection } from './connection.ts'
import { AppError, isPassing, toAppError } from './errors.ts'
import type { Seq } from './types.ts'
import { untilOpen } from './until-open.ts'

const RETRY_MS = 500
/** A lost link is waited for; what fails on an open one is tried so often. */
const TRIES = 5

/** Reads until there is an answer: waits for a lost link, tries again what passes by itself. Throws AppError, `aborted` included. */
export async function persistRead<T>(conn: Connection, read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    await untilOpen(conn, signal)
    try {
      return await read()
    } catch (e) {
      const error = toAppError(e)
      if (signal.aborted) throw new AppError('aborted', 'Stopped', { cause: e })
      if (!isPassing(error) || (error.kind !== 'disconnected' && tries >= TRIES)) throw error
      await pause(RETRY_MS)
    }
  }
}

/**
 * Makes a write that expects a revision until it is known what became of it. After an answer that did not come, `find` looks whether
 * the write was stored; only if it was not is it sent again, which is safe: of two that expect one revision one is stored. Throws
 * AppError: conflict, what the server refused, `aborted` when it was stopped before anything was sent, `timeout` when it cannot be
 * known. `wasUnsure`: it may have been stored by an earlier attempt, which a conflict is then looked into for.
 */
export async function persistWrite(
  conn: Connection,
  write: () => Promise<Seq>,
  find: () => Promise<Seq | undefined>,
  signal: AbortSignal,
  wasUnsure = false,
): Promise<Seq> {
  let isUnsure = wasUnsure
  const unknown = (e: unknown) =>
    isUnsure
      ? new AppError('timeout', 'Stopped before the server answered: it is unknown whether it was written', { cause: e })
      : e
  for (let tries = 1; ; tries++) {
    await untilOpen(conn, signal).catch((e: unknown) => {
      throw unknown(e)
    })
    try {
      return await write()
    } catch (e) {
      const error = toAppError(e)
      if (error.kind !== 'conflict' && !isPassing(error)) throw error
      if (error.kind === 'timeout' || error.kind === 'disconnected') isUnsure = true
      if (isUnsure) {
        const found = await persistRead(conn, find, signal).catch((x: unknown) => {
          throw unknown(x)
        })
        if (found !== undefined) return found
      }
      if (error.kind === 'conflict' || (error.kind !== 'disconnected' && tries >= TRIES)) throw error
      await pause(RETRY_MS)
    }
  }
}
