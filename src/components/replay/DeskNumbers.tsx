import { Time } from '~/components/shared/Time.tsx'
import { Figure } from '~/components/ui/Figure.tsx'
import { count } from '~/lib/format.ts'
import type { DeskStats } from '~/nats/desk-types.ts'

/** The consumer's own numbers, as the server last said them. */
export function DeskNumbers({ stats }: { stats: DeskStats }) {
  const { info, numbers } = stats
  if (!info || !numbers) return null
  const { delivered, ack_floor, config } = info
  const others = Math.max(0, info.num_waiting - numbers.requests)
  const waiting =
    info.num_waiting === 0
      ? '0'
      : others > 0
        ? `${count(info.num_waiting)}, ${count(others)} of others`
        : `${count(info.num_waiting)}, ours`
  return (
    <>
      {numbers.problem && (
        <p role="status" className="attention said">
          These numbers are as of <Time at={new Date(numbers.at).toISOString()} digits={0} />: {numbers.problem}
        </p>
      )}
      <div className="figures tight" role="group" aria-label="Consumer">
        <Figure
          label="Delivered up to"
          value={count(delivered.stream_seq)}
          exact={`delivery ${count(delivered.consumer_seq)} of this consumer`}
        />
        <Figure
          label="Ack floor"
          value={count(ack_floor.stream_seq)}
          exact={`delivery ${count(ack_floor.consumer_seq)} of this consumer`}
        />
        <Figure
          label="Ack pending"
          value={count(info.num_ack_pending)}
          used={info.num_ack_pending}
          limit={config.max_ack_pending}
          show={count}
        />
        <Figure label="Redelivered" value={count(info.num_redelivered)} />
        <Figure label="Unprocessed" value={count(info.num_pending)} />
        <Figure label="Waiting pulls" value={waiting} />
      </div>
    </>
  )
}
