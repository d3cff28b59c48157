import { Button } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { bytes } from '~/lib/format.ts'
import { metaDisputes, type MetaFields } from '~/lib/obj/meta-draft.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'
import { itemWords } from './meta-words.ts'
import { Values } from './Values.tsx'

type Props = { base: ObjectInfo; theirs: ObjectInfo; mine: MetaFields; onRebase: () => void; onDiscard: () => void }

/** What somebody else changed since the form was opened, beside what is typed: nothing of theirs is written over unseen. */
export function TheirMeta({ base, theirs, mine, onRebase, onDiscard }: Props) {
  const disputes = metaDisputes(base, theirs, mine)
  const both = disputes.filter((d) => d.isBoth).map(itemWords)
  const isReplaced = base.nuid !== theirs.nuid || base.digest !== theirs.digest
  return (
    <ErrorNote
      error={{
        message: 'Somebody else changed this object since you opened the form',
        next:
          both.length > 0
            ? `Both of you changed ${both.join(' and ')}: going on with yours writes over theirs there`
            : 'What you changed and what they changed are different things: both can be kept',
      }}
    >
      {isReplaced && (
        <p className="form-note">
          Its bytes were replaced too: {bytes(base.size)} then, {bytes(theirs.size)} now.
        </p>
      )}
      {disputes.length > 0 && (
        <div className="overwrite">
          <table className="plain" aria-label="Theirs and yours">
            <thead>
              <tr>
                <th>What</th>
                <th>When you opened it</th>
                <th>Theirs</th>
                <th>Yours</th>
              </tr>
            </thead>
            <tbody>
              {disputes.map((d) => (
                <tr key={`${d.kind} ${d.name}`}>
                  <th scope="row">{itemWords(d)}</th>
                  {[d.base, d.theirs, d.mine].map((values, i) => (
                    // oxlint-disable-next-line react/no-array-index-key -- three columns
                    <td key={i} className="mono pre">
                      <Values values={values} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="form-buttons" style={{ marginTop: 8 }}>
        <Button variant="default" onClick={onRebase}>
          Go on from theirs, with my changes
        </Button>
        <Button variant="subtle" onClick={onDiscard}>
          Take theirs, discard mine
        </Button>
      </div>
    </ErrorNote>
  )
}
