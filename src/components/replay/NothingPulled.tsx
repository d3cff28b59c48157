import { plural } from '~/lib/format.ts'
import type { DeskStats } from '~/nats/desk-types.ts'

/** A desk that has just been opened: what to press. */
export function NothingPulled({ stats }: { stats: DeskStats }) {
  return (
    <div className="panel">
      <div className="body">
        <strong>Nothing pulled yet</strong>
        <div className="dim" style={{ marginTop: 4, maxWidth: 640 }}>
          The consumer <span className="mono">{stats.consumer}</span> is ready
          {stats.info && `, ${plural(stats.info.num_pending, 'message')} to come`}. It delivers only what you ask for: press Pull
          1{stats.info?.config.ack_policy !== 'none' && ', or keep a number in hand'}.
        </div>
      </div>
    </div>
  )
}
