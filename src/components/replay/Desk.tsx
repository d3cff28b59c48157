import type { Stream } from '~/nats/types.ts'
import type { DeskStart } from './desk-start.ts'

type Props = { stream: Stream; start: DeskStart; onLeave: () => void }

/** A session at the replay desk. */
export function Desk({ stream, start }: Props) {
  return (
    <section className="panel" aria-label="Replay desk">
      <div className="body">
        Desk: {stream.name}, {start.kind}
      </div>
    </section>
  )
}
