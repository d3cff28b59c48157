import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Panel } from '~/components/ui/Panel.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { count } from '~/lib/format.ts'
import { fractionOf } from '~/lib/scale.ts'
import type { Consumer } from '~/nats/consumers.ts'
import type { Seq, Stream } from '~/nats/types.ts'

/** How far it has come in the stream: first … ack floor … delivered … last, as a bar and as numbers. */
export function Progress({ consumer: c, stream }: { consumer: Consumer; stream: Stream }) {
  const { first_seq, last_seq, first_ts, last_ts } = stream.state
  const share = (seq: Seq) => fractionOf(seq, first_seq - 1n, last_seq) // from before the first: that one acknowledged is a step, too
  const floor = share(c.ack_floor.stream_seq)
  const delivered = Math.max(floor, share(c.delivered.stream_seq))
  const label = `Of the stream, sequences ${count(first_seq)} to ${count(last_seq)}: acknowledged up to ${count(c.ack_floor.stream_seq)}, delivered up to ${count(c.delivered.stream_seq)}`
  return (
    <Panel title="Progress in the stream">
      <div className="progress-bar" role="img" aria-label={label}>
        <div className="acked" style={{ width: `${floor * 100}%` }} />
        <div className="held" style={{ width: `${(delivered - floor) * 100}%` }} />
      </div>
      <ol className="progress-marks">
        <Mark name="First" seq={first_seq} at={first_ts} stream={stream.name} />
        <Mark name="Ack floor" kind="acked" seq={c.ack_floor.stream_seq} at={c.ack_floor.last_active} stream={stream.name} />
        <Mark name="Delivered" kind="held" seq={c.delivered.stream_seq} at={c.delivered.last_active} stream={stream.name} />
        <Mark name="Last" seq={last_seq} at={last_ts} stream={stream.name} />
      </ol>
    </Panel>
  )
}

type MarkProps = { name: string; kind?: 'acked' | 'held'; seq: Seq; at: string | undefined; stream: string }

function Mark({ name, kind, seq, at, stream }: MarkProps): ReactNode {
  return (
    <li>
      <span className="dim">
        {kind && <span className={`swatch ${kind}`} aria-hidden />} {name}
      </span>{' '}
      {seq > 0n ? (
        <Link to="/streams/$stream/messages" params={{ stream }} search={{ at: 'seq', seq: String(seq) }} className="mono">
          {count(seq)}
        </Link>
      ) : (
        <span className="mono">none yet</span>
      )}
      <div className="mono dim">{at && <Time at={at} digits={0} />}</div>
    </li>
  )
}
