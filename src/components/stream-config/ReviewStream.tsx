import { Button } from '@mantine/core'
import { ConfigReview } from '~/components/shared/ConfigReview.tsx'
import type { Difference } from '~/lib/stream-config/diff.ts'
import type { Loss } from '~/lib/stream-config/losses.ts'
import type { JsonObject } from '~/nats/types.ts'

type Props = {
  differences: Difference[]
  losses: Loss[]
  isCounting: boolean
  config: JsonObject
  after: JsonObject
  /** Offers to write messages that go into a file first. */
  onSave: () => void
}

/** What will change, old beside new, and what goes with it at once. */
export function ReviewStream({ differences, losses, isCounting, config, after, onSave }: Props) {
  return (
    <ConfigReview rows={differences} config={config} after={() => after}>
      {losses.length > 0 && (
        <section aria-label="What goes with it" aria-busy={isCounting}>
          <ul className="plain-list">
            {losses.map((l) => (
              <li key={l.words} className={l.forGood ? 'danger' : 'attention'}>
                {l.words}
              </li>
            ))}
          </ul>
          {losses.filter((l) => l.takes).length > 1 && (
            <p className="form-note dim">A message that several of these take is counted in each.</p>
          )}
          {!isCounting && losses.some((l) => l.takes) && (
            <Button variant="default" size="xs" mt={8} onClick={onSave}>
              Save messages to a file first…
            </Button>
          )}
        </section>
      )}
    </ConfigReview>
  )
}
