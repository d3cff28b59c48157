import { Button } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import type { JsonObject } from '~/nats/types.ts'
import { ConfigDiff } from './ConfigDiff.tsx'
import { editedKeys, toDraft } from './edit-draft.ts'
import { fields } from './edit-fields.ts'

type Props = { base: JsonObject; theirs: JsonObject; edited: string[]; onRebase: () => void }

/** What somebody else changed since the form was opened, and the way on: nothing of theirs is written over unseen. */
export function TheirChange({ base, theirs, edited, onRebase }: Props) {
  const changed = editedKeys(toDraft(theirs), base)
  const both = fields.filter((f) => changed.includes(f.key) && edited.includes(f.key)).map((f) => f.label)
  return (
    <ErrorNote
      error={{
        message: 'Somebody else changed this consumer since you opened the form',
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
