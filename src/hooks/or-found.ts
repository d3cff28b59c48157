import type { Connection } from '~/nats/connection.ts'
import { AppError } from '~/nats/errors.ts'
import type { ErrorKind } from '~/nats/types.ts'
import { untilOpen } from '~/nats/until-open.ts'

/** What tells nothing of whether the write was stored. A conflict is not among it: somebody's equal write is still theirs. */
export const lost: readonly ErrorKind[] = ['timeout', 'disconnected']

/**
 * Looks for our own write before a failure is believed: one whose answer was lost may have been stored, and a conflict may be with
 * ourselves. Waits for a lost connection to come back.
 */
export async function orFound<T>(
  conn: Connection,
  write: Promise<T>,
  find: () => Promise<T | undefined>,
  doubtful: readonly ErrorKind[] = ['conflict', 'timeout', 'disconnected'],
): Promise<T> {
  try {
    return await write
  } catch (e) {
    if (!(e instanceof AppError) || !doubtful.includes(e.kind)) throw e
    const found = await untilOpen(conn)
      .then(find)
      .catch(() => undefined)
    if (found === undefined) throw e
    return found
  }
}
