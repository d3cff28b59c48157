import { useDeferredValue, useMemo } from 'react'
import { Payloads } from '~/components/messages/Compare.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { count } from '~/lib/format.ts'
import { bytesOf } from '~/lib/kv/content.ts'
import { mergedContent, sidesOf } from '~/lib/kv/merge-sides.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import type { KvDraft } from '~/stores/kv-drafts.ts'
import { operationWords } from './kv-words.ts'
import { MergeTable } from './MergeTable.tsx'

type Props = {
  draft: KvDraft
  /** null when nothing is left of the key. */
  theirs: KvEntry | null
  client: PayloadClient
  /** Why nothing can be saved now. */
  wrong: string | undefined
  onSave: () => void
  /** The draft goes on from their revision with what was merged. */
  onMerged: (draft: KvDraft) => void
  onTakeTheirs: () => void
}

const EMPTY = new Uint8Array()

/** Base, theirs and yours; nothing is overwritten before that is asked for. */
export function Conflict({ draft, theirs, client, wrong, onSave, onMerged, onTakeTheirs }: Props) {
  const content = useDeferredValue(draft.content)
  const yours = useMemo(() => {
    const read = bytesOf(content)
    return 'data' in read ? read.data : undefined
  }, [content])
  const { baseData } = draft
  const data = theirs?.data ?? EMPTY
  const sides = useMemo(() => yours && sidesOf(baseData, data, yours), [baseData, data, yours])
  const hasValue = theirs?.operation === 'PUT'
  const what = theirs ? `revision ${count(theirs.revision)}, ${operationWords(theirs.operation, theirs.marker)}` : 'gone'
  const started = draft.base === undefined ? 'no value' : `revision ${count(BigInt(draft.base))}`
  // What has no value has nothing to be merged with: yours stays whole.
  const canMerge = sides && 'base' in sides && hasValue
  const moved = theirs && { base: `${theirs.revision}`, baseData: data }
  return (
    <section className="form" aria-label="Conflict">
      {canMerge && moved ? (
        <MergeTable
          sides={sides}
          heads={{ base: `Base: ${started}`, theirs: `Theirs: ${what}`, yours: 'Yours: not saved' }}
          onMerged={(text) => onMerged({ ...draft, ...moved, content: mergedContent(text, sides) })}
        />
      ) : (
        <>
          {sides && 'problem' in sides && hasValue && <p className="form-note">{sides.problem}.</p>}
          <h3 className="form-note">What they changed</h3>
          <div className="diff-heads dim" aria-hidden>
            <span>Base: {started}</span>
            <span>Theirs: {what}</span>
          </div>
          <Payloads
            key={`b ${theirs?.revision ?? 'none'}`}
            a={baseData}
            b={data}
            client={client}
            labelA="The base"
            labelB="Their value"
          />
          {yours && (
            <>
              <h3 className="form-note">Theirs against yours</h3>
              <div className="diff-heads dim" aria-hidden>
                <span>Theirs: {what}</span>
                <span>Yours: not saved</span>
              </div>
              <Payloads a={data} b={yours} client={client} labelA="Their value again" labelB="Your value" />
            </>
          )}
        </>
      )}
      <div className="form-buttons">
        <ActionButton color="red" disabledReason={wrong} onClick={onSave}>
          {theirs ? `Save over revision ${count(theirs.revision)}` : 'Save as a new key'}
        </ActionButton>
        <ActionButton variant="default" disabledReason={undefined} onClick={onTakeTheirs}>
          Take theirs, discard mine
        </ActionButton>
      </div>
    </section>
  )
}
