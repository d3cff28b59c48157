import { Button } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import type { JsonObject } from '~/nats/types.ts'
import { ConfigDiff } from './ConfigDiff.tsx'

type Props = {
  /** "consumer", "bucket". */
  what: string
  base: JsonObject
  theirs: JsonObject
  /** The labels of the fields that both have changed. */
  both: string[]
  onRebase: () => void
}

/** What somebody else changed since the form was opened, and the way on: nothing of theirs is written over unseen. */
export function TheirChange({ what, base, theirs, both, onRebase }: Props) {
  return (
    <ErrorNote
      error={{
        message: `Somebody else changed this ${what} since you opened the form`,
        next:
          both.length > 0
            ? `Both of you changed ${both.join(' and ')}: going on with yours writes over theirs there`
            : 'What you changed and what they changed are different fields: both can be kept',
      }}
    >
      <div style={{ margin: '8px 0' }}>
        <ConfigDiff a={base} b={theirs} labelA="When you opened the form" labelB="Now, by somebody else" />
      </div>
      <Button variant="default" onClick={onRebase}>
        Go on from theirs, with my changes
      </Button>
    </ErrorNote>
  )
}
