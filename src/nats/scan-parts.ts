import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { scan, type OnWaiting, type ScanRange } from './scan.ts'
import type { Seq, StoredMessage, Stream } from './types.ts'

/** So many bytes of messages are held while they are read. */
const HELD = 16 * 1024 * 1024

/** A message of its own, whose bytes are no views. */
export type KeptMessage = Pick<StoredMessage, 'seq' | 'subject' | 'time' | 'data'> & { headerBlock: Uint8Array }

/**
 * Reads as `scan` does, but in parts that `each` can take its time with: the reading stops whenever enough is held, and goes on
 * when that has been dealt with. Throws what `scan` and `each` throw.
 */
export async function scanInParts(
  conn: Connection,
  stream: Stream,
  range: ScanRange,
  each: (messages: KeptMessage[], through: Seq) => Promise<void>,
  signal: AbortSignal,
  onWaiting?: OnWaiting,
): Promise<void> {
  let { from } = range
  for (let isOver = false; !isOver;) {
    const enough = new AbortController()
    const held: KeptMessage[] = []
    let size = 0
    const take = (m: StoredMessage) => {
      if (enough.signal.aborted) return
      from = m.seq + 1n
      const kept = keep(m)
      held.push(kept)
      size += kept.data.length + kept.headerBlock.length + kept.subject.length
      if (size > HELD) enough.abort()
    }
    const either = AbortSignal.any([signal, enough.signal])
    await scan(conn, stream, { ...range, from }, take, either, onWaiting).catch((e: unknown) => {
      if (signal.aborted || !enough.signal.aborted) throw e
    })
    isOver = !enough.signal.aborted
    if (signal.aborted) throw new AppError('aborted', 'Stopped')
    await each(held, isOver ? range.to : from - 1n)
  }
}

export function keep(m: StoredMessage): KeptMessage {
  const { seq, subject, time } = m
  return { seq, subject, time, data: m.data.slice(), headerBlock: m.headerBlock?.slice() ?? new Uint8Array() }
}
