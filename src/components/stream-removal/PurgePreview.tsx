import type { ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import { count, plural } from '~/lib/format.ts'
import type { Place } from '~/nats/matching.ts'
import type { PurgePlan } from '~/nats/stream-purge.ts'

/** What a purge would take: how many, and the first and the last of them. */
export function PurgePreview({ plan }: { plan: PurgePlan }) {
  const about = plan.exact ? '' : 'about '
  const matching = plan.filter === undefined ? '' : ` on ${plan.filter}`
  return (
    <div role="status" aria-label="What goes">
      <p className="form-note">
        {plan.count === 0 ? (
          `Nothing goes: no message${matching} is among these.`
        ) : (
          <>
            <strong>
              {plan.exact ? '' : 'About '}
              {plural(plan.count, 'message')}
              {matching} {plan.count === 1 ? 'goes' : 'go'} for good
            </strong>
            ; {about}
            {count(plan.kept)} {plan.filter === undefined ? '' : 'of them '}
            {plan.kept === 1 ? 'stays' : 'stay'}.
          </>
        )}
      </p>
      {plan.count > 0 && (
        <dl className="facts">
          <Fact name="Oldest">{placeLine(plan.oldest)}</Fact>
          {plan.keep === undefined && <Fact name="Newest">{placeLine(plan.newest)}</Fact>}
        </dl>
      )}
      <p className="dim form-note">
        {plan.keep !== undefined
          ? `Which messages are the newest cannot be known from here, so the server picks them: those that are the newest ${count(plan.keep)} when it is done stay.`
          : plan.exact
            ? 'What is published from now on stays, whatever its subject.'
            : 'The stream changes while it is counted, or a replica was asked, so the figures are not exact. What is published from now on stays.'}
      </p>
    </div>
  )
}

function placeLine(place: Place | undefined): ReactNode {
  if (!place) return 'gone by now'
  return (
    <span className="mono">
      {count(place.seq)} · <Time at={place.time} digits={3} /> · {place.subject}
    </span>
  )
}
