import { count } from '~/lib/format.ts'
import type { Seq, Stream } from '~/nats/types.ts'

/** Why there is no message at a sequence. */
export function Gone({ stream, seq }: { stream: Stream; seq: Seq }) {
  const { first_seq, last_seq } = stream.state
  if (seq > last_seq)
    return (
      <p>
        Sequence {count(seq)} is not there yet: the last is {count(last_seq)}.
      </p>
    )
  if (seq < first_seq)
    return (
      <p>
        Message {count(seq)} has left the stream: the first is now {count(first_seq)}.
      </p>
    )
  return <p>Message {count(seq)} has been deleted.</p>
}
