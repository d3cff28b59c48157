import type { AppError } from './errors.ts'
import type { LinkError, Seq, StoredMessage } from './types.ts'

export type ReadFrom = { seq: Seq } | { time: string }

/** Reading was interrupted and went on. */
export type Resumed = {
  /** After this sequence; absent when none had been read. */
  after?: Seq
  because: 'reconnect' | 'gap' | 'silence' | 'gone' | 'recreated'
  /** Milliseconds since the epoch. */
  at: number
}

/** `seq` and `pending` (messages to come) of the message at hand, as plain numbers: a guide, exact below 2^53. */
export type ReadNumbers = { seq: number; pending: number }

export type ReaderEvents = {
  /** `numbers` is filled anew for each message. What this throws ends the reading. */
  onMessage: (m: StoredMessage, numbers: ReadNumbers) => void
  /** Reading has begun, or begun again; so many messages are to come before the end of the stream as it is now. */
  onReady?: (pending: number) => void
  /** The stream was deleted and made anew: every message from here on is of the new one. Comes before the first of them. */
  onAnew?: () => void
  onResumed?: (r: Resumed) => void
  /** Nothing is left to read for now: what was still to come has been read, or was deleted. */
  onIdle?: () => void
  /** Interrupted, and tried again by itself. */
  onWaiting?: (error: LinkError | undefined) => void
  /** So many messages were deleted before they could be read. */
  onMissed?: (count: number) => void
  onFailed: (error: AppError) => void
}

/** Reads a stream forward until stopped, each message once and in order. */
export interface StreamReader {
  /** The sequence of the last message that was read. */
  readonly lastSeq: Seq | undefined
  stop(): void
}
