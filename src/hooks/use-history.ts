import { useEffect, useState } from 'react'
import type { Consumer } from '~/nats/consumers.ts'

/** One reading: seconds since the epoch, and the two figures. */
export type Sample = { at: number; pending: number; ackPending: number }

/** So long back it goes, in seconds; at one reading a second so many samples are held. */
export const HISTORY = 30 * 60

/** The readings of a consumer since the page was opened, at most those of the last half hour. One made anew starts anew. */
export function useHistory(consumer: Consumer, updatedAt: number): Sample[] {
  const [samples, setSamples] = useState<Sample[]>([])
  useEffect(() => setSamples([]), [consumer.created])
  useEffect(() => {
    const sample = { at: updatedAt / 1000, pending: consumer.num_pending, ackPending: consumer.num_ack_pending }
    setSamples((old) => [...old.filter((s) => s.at > sample.at - HISTORY && s.at < sample.at), sample])
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a reading is taken whenever one has arrived, even one that equals the last
  }, [updatedAt])
  return samples
}
