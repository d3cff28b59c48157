import { useQuery } from '@tanstack/react-query'
import { timeMarks, type TimeMark } from '~/nats/time-marks.ts'
import type { Stream } from '~/nats/types.ts'
import { useConnection } from './use-connection.ts'

const BETWEEN = 4
/** Marks are read with the messages that they belong to: not where those are large. */
const LARGE = 64 * 1024

/** Times along a stream, its ends included; only the ends until `enabled`, and for streams of large messages. */
export function useTimeMarks(stream: Stream, enabled: boolean): TimeMark[] {
  const conn = useConnection()
  const { messages, bytes, first_seq, last_seq, first_ts, last_ts } = stream.state
  const worth = last_seq - first_seq > 10n && bytes / Math.max(1, messages) < LARGE
  const query = useQuery({
    queryKey: [conn.id, 'time-marks', stream.name, stream.created],
    queryFn: () => timeMarks(conn, stream, BETWEEN),
    enabled: enabled && worth,
    staleTime: 5 * 60_000,
  })
  if (messages === 0) return []
  const inside = (query.data ?? []).filter((m) => m.seq > first_seq && m.seq < last_seq)
  return [{ seq: first_seq, time: first_ts }, ...inside, { seq: last_seq, time: last_ts }]
}
