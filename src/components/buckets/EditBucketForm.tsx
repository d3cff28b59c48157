import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { TheirChange } from '~/components/shared/TheirChange.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { configOf, refusalFrom, useBucketLosses, useUpdateBucket } from '~/hooks/bucket-actions.ts'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { isSameConfig } from '~/lib/consumer-config.ts'
import { plural } from '~/lib/format.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { editedKeys, toChange, toDraft, type BucketDraft } from './bucket-draft.ts'
import { bucketFields, labelOf, type FieldKey } from './bucket-fields.ts'
import { countable, losesForGood, lossWords } from './bucket-losses.ts'
import { bucketProblems } from './bucket-problems.ts'
import { refusalOf } from './bucket-refusals.ts'
import { BucketFields } from './BucketFields.tsx'
import { ReviewChange } from './ReviewChange.tsx'
import { WriteError } from './WriteError.tsx'

/** What is being edited: the bucket as it was when the form was opened, and the form as it is typed. The page keeps it. */
export type BucketEdit = { base: Bucket; draft: BucketDraft }

export const editOf = (base: Bucket): BucketEdit => ({ base, draft: toDraft(base) })

type Props = {
  bucket: Bucket
  edit: BucketEdit
  onEdit: (edit: BucketEdit) => void
  onClose: () => void
  /** Lets go of what was typed. */
  onDiscard: () => void
  onDone: () => void
}

/** Edits what the server lets change, shows the difference and what goes, then applies it: only over what was looked at. */
export function EditBucketForm({ bucket, edit, onEdit, onClose, onDiscard, onDone }: Props) {
  const { base, draft } = edit
  const [step, setStep] = useState<'form' | 'review'>('form')
  const [asked, setAsked] = useState(false)
  const [typed, setTyped] = useState('')
  const update = useUpdateBucket()
  const block = useBucketBlock(bucket)
  const apiLevel = useApiLevel()
  const fields = bucketFields.filter(
    (f) => !f.fixed && !(base.mirror_of !== undefined && (f.key === 'sources' || f.key === 'marker_ttl')),
  )
  const edited = editedKeys(draft, toDraft(base)).filter((key) => fields.some((f) => f.key === key))
  const problems = bucketProblems(draft, withRelated(edited))
  const wrong = Object.keys(problems).length
  // One's own change comes back with the bucket too, before the form closes.
  const isOvertaken =
    (bucket.created !== base.created || !isSameConfig(configOf(base), configOf(bucket))) && !update.isPending && !update.isSuccess
  const theirs = isOvertaken ? editedKeys(toDraft(bucket), toDraft(base)) : []
  const refusal = update.error ? refusalOf(refusalFrom(update.error), draft) : undefined
  const overtaken = isOvertaken ? 'Somebody else changed the bucket: decide above first' : undefined
  const nothing = edited.length === 0 ? 'Nothing is changed yet' : undefined
  const change = useMemo(() => toChange(draft, toDraft(base)), [draft, base])
  // Counted only to be looked at: what is being typed would be counted with each letter.
  const { counts, isCounting } = useBucketLosses(bucket, step === 'review' ? countable(bucket, change) : {})
  const isForGood = losesForGood(bucket, change, counts)
  const unread =
    (isCounting ? 'Counting what goes' : undefined) ??
    (isForGood && typed.trim() !== base.name ? 'Type the name of the bucket first' : undefined)
  const rebase = () => {
    const mine = Object.fromEntries(edited.map((key) => [key, draft[key]]))
    onEdit({ base: bucket, draft: { ...toDraft(bucket), ...mine } })
    update.reset()
    setStep('form')
  }
  const apply = () =>
    update.mutate({ base, change }, { onSuccess: onDone, onError: (e) => refusalOf(refusalFrom(e), draft) && setStep('form') })
  return (
    <Dialog onClose={onClose} size={840} title={`Edit ${base.name}`}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (nothing || overtaken || step === 'review') return
          setAsked(true)
          if (wrong > 0) return
          setTyped('')
          setStep('review')
        }}
      >
        {isOvertaken && (
          <TheirChange
            what="bucket"
            base={configOf(base)}
            theirs={configOf(bucket)}
            both={theirs.filter((key) => edited.includes(key)).map(labelOf)}
            onRebase={rebase}
          />
        )}
        {step === 'form' ? (
          <>
            <BucketFields
              fields={fields}
              draft={draft}
              edited={edited}
              errors={{ ...(asked ? problems : {}), ...(refusal ? { [refusal.key]: refusal.words } : {}) }}
              blocks={base.per_key_ttl ? { per_key_ttl: 'It is on, and cannot be turned off' } : {}}
              onChange={(next) => {
                onEdit({ base, draft: next })
                if (update.error) update.reset() // the answer was to what was typed before
              }}
            />
            <p className="dim form-note">
              {base.mirror_of === undefined
                ? `The name and the storage (${base.storage}) cannot be changed.`
                : `The name, the storage (${base.storage}) and what it copies (${base.mirror_of}) cannot be changed.`}
            </p>
          </>
        ) : (
          <>
            <ReviewChange
              base={base}
              draft={draft}
              edited={edited}
              apiLevel={apiLevel}
              change={change}
              losses={lossWords(bucket, change, counts)}
              isCounting={isCounting}
            />
            {isForGood && !isCounting && (
              <TextInput
                label={`Type ${base.name} to remove that for good`}
                className="mono-input"
                autoComplete="off"
                value={typed}
                onChange={(e) => setTyped(e.currentTarget.value)}
              />
            )}
          </>
        )}
        {update.error && !refusal && <WriteError error={update.error} />}
        <div className="form-buttons">
          {step === 'form' ? (
            <>
              <ActionButton type="submit" disabledReason={nothing ?? overtaken}>
                Review {plural(edited.length, 'change')}
              </ActionButton>
              {edited.length > 0 && (
                <ActionButton variant="subtle" disabledReason={undefined} onClick={onDiscard}>
                  Discard what was typed
                </ActionButton>
              )}
            </>
          ) : (
            <>
              <ActionButton loading={update.isPending} disabledReason={block ?? overtaken ?? unread} onClick={apply}>
                Apply {plural(edited.length, 'change')}
              </ActionButton>
              <ActionButton variant="default" disabledReason={undefined} onClick={() => setStep('form')}>
                Back to the form
              </ActionButton>
            </>
          )}
        </div>
      </form>
    </Dialog>
  )
}

/** With the fields that are judged together with those that were edited. */
function withRelated(edited: FieldKey[]): FieldKey[] {
  const related: [FieldKey, FieldKey][] = [
    ['republish_src', 'republish_dest'],
    ['republish_headers', 'republish_dest'],
    ['max_bytes', 'max_value_size'],
  ]
  return [...new Set([...edited, ...related.filter(([key]) => edited.includes(key)).map(([, other]) => other)])]
}
