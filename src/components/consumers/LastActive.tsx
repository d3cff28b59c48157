import { Time } from '~/components/shared/Time.tsx'
import type { SequencePair } from '~/nats/consumers.ts'

/** When something last happened to a consumer. The server forgets it when it starts, while the sequences stay. */
export function LastActive({ pair, short = false }: { pair: SequencePair; short?: boolean }) {
  if (pair.last_active) return <Time at={pair.last_active} digits={0} short={short} />
  const words = pair.consumer_seq > 0 ? 'not since the server started' : 'never'
  return (
    <span className="dim" title={words}>
      {words}
    </span>
  )
}
