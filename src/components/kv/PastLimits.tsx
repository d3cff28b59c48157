import { Button } from '@mantine/core'
import { Time } from '~/components/shared/Time.tsx'
import { plural } from '~/lib/format.ts'
import type { PastSummary } from '~/lib/kv/past.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { behindWords, doubtsWords, unknowable } from './past-words.ts'

type Props = { bucket: Bucket; summary: PastSummary; at: number; again: () => void }

/** How many keys there were, which are in doubt, and what no reading can tell. */
export function PastLimits({ bucket, summary, at, again }: Props) {
  const notes = [behindWords(summary, bucket.mirror_of), doubtsWords(summary, bucket.history)].filter((n) => n !== '')
  return (
    <>
      <div className="live-status" role="group" aria-label="What is known">
        <span className="num">{plural(summary.live, 'key')} had a value then</span>
        {summary.tombstones > 0 && <span className="num">{plural(summary.tombstones, 'deleted key')}</span>}
        <span>
          read <Time at={new Date(at).toISOString()} digits={0} short />
        </span>
        <Button size="compact-xs" variant="default" onClick={again}>
          Read again
        </Button>
        <details className="kv-unknown">
          <summary>What cannot be known</summary>
          <ul className="plain-list">
            {unknowable(bucket).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      </div>
      {notes.map((note) => (
        <p key={note} className="kv-notice form-note" role="note">
          {note}
        </p>
      ))}
    </>
  )
}
