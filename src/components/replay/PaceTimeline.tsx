import { Time } from '~/components/shared/Time.tsx'
import { useDeskClock } from '~/hooks/use-desk-clock.ts'
import type { SeenDesk } from '~/hooks/use-desk.ts'
import { count, duration } from '~/lib/format.ts'
import type { Stream } from '~/nats/types.ts'
import { secondsLeft } from './desk-words.ts'

/** At the original pace: where the replay stands between the first and the last message, and when the next one is due. */
export function PaceTimeline({ view, stream }: { view: SeenDesk; stream: Stream }) {
  const { head, next, mode } = view.stats
  const now = useDeskClock(view, typeof next === 'object')
  const [from, to] = [Date.parse(stream.state.first_ts), Date.parse(stream.state.last_ts)]
  const at = head ? Date.parse(head.time) : from
  const share = to > from ? Math.max(0, Math.min(1, (at - from) / (to - from))) : 0
  const left = typeof next === 'object' ? next.due - now : undefined
  const paused = mode.kind === 'idle'
  return (
    <div className="pace" role="group" aria-label="Original pace">
      <span className="mono dim">
        <Time at={stream.state.first_ts} digits={0} />
      </span>
      <div
        className="line"
        role="meter"
        aria-label="Replayed so far, by time"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={head ? `at ${head.time}` : 'not begun'}
      >
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <span className="mono dim">
        <Time at={stream.state.last_ts} digits={0} />
      </span>
      <span role="status" className="dim">
        {paused && (head ? 'Paused. ' : 'Not begun: pull, or keep a number in hand. ')}
        {head && `At sequence ${count(head.seq)}, ${duration(Math.max(0, to - at))} of the original time to go. `}
        {typeof next === 'object'
          ? left !== undefined && left > 0
            ? `Next: sequence ${count(next.seq)} in ${secondsLeft(left)}.`
            : `Next: sequence ${count(next.seq)}, due.`
          : next === 'end' && 'At the end: what is published comes as it comes.'}
      </span>
    </div>
  )
}
