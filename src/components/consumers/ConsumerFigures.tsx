import { Figure } from '~/components/ui/Figure.tsx'
import { count } from '~/lib/format.ts'
import type { Consumer, SequencePair } from '~/nats/consumers.ts'
import { LastActive } from './LastActive.tsx'

export function ConsumerFigures({ consumer: c }: { consumer: Consumer }) {
  const { config } = c
  const acks = config.ack_policy !== 'none'
  return (
    <div className="figures" role="group" aria-label="State">
      <Figure label="Unprocessed" value={count(c.num_pending)} />
      {acks && (
        <Figure
          label="Ack pending"
          value={count(c.num_ack_pending)}
          used={c.num_ack_pending}
          limit={config.max_ack_pending}
          show={count}
        />
      )}
      {acks && <Figure label="Redelivered" value={count(c.num_redelivered)} />}
      {config.deliver_subject ? (
        <Figure label="Subscriber" value={c.push_bound ? 'bound' : 'none'} />
      ) : (
        <Figure label="Waiting pulls" value={count(c.num_waiting)} used={c.num_waiting} limit={config.max_waiting} show={count} />
      )}
      <Figure label="Delivered" value={<Reached pair={c.delivered} />} exact={exact(c.delivered)} />
      {acks && <Figure label="Ack floor" value={<Reached pair={c.ack_floor} />} exact={exact(c.ack_floor)} />}
    </div>
  )
}

/** The sequence in the stream, as the progress bar has it, and beneath it the consumer's own count. */
function Reached({ pair }: { pair: SequencePair }) {
  return (
    <>
      {count(pair.stream_seq)}
      <div className="label">delivery {count(pair.consumer_seq)}</div>
      <div className="label mono">
        <LastActive pair={pair} />
      </div>
    </>
  )
}

const exact = (pair: SequencePair) =>
  `${count(pair.consumer_seq)} deliveries of the consumer, up to stream sequence ${count(pair.stream_seq)}`
