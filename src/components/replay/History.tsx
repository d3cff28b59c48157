import { Time } from '~/components/shared/Time.tsx'
import type { HeldRow } from '~/nats/held.ts'

/** What happened to one message at this desk, oldest first. */
export function History({ row }: { row: HeldRow }) {
  return (
    <section aria-label="History" className="history">
      <h3>At this desk</h3>
      <ol>
        {row.history.map((h, i) => (
          <li key={`${h.at} ${i}`}>
            <span className="mono dim">
              <Time at={new Date(h.at).toISOString()} digits={3} />
            </span>{' '}
            {h.what}
          </li>
        ))}
      </ol>
    </section>
  )
}
