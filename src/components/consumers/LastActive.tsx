import { Time } from '~/components/shared/Time.tsx'
import type { SequencePair } from '~/nats/consumers.ts'

/** When it last came to this. The server forgets the time at a restart, and keeps the sequence. */
export function LastActive({ pair }: { pair: SequencePair }) {
  if (pair.last_active) return <Time at={pair.last_active} digits={0} />
  return <span className="dim">{pair.consumer_seq > 0 ? 'not since the server started' : 'never'}</span>
}
