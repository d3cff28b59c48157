import { isTyped } from '~/lib/typed-name.ts'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { TheirChange } from '~/components/shared/TheirChange.tsx'
import { ReviewButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { configOf, refusalFrom, type AnyBucket } from '~/hooks/bucket-actions.ts'
import { isSameConfig } from '~/lib/consumer-config.ts'
import { useFirstProblem } from '~/hooks/use-first-problem.ts'
import type { JsonObject } from '~/nats/types.ts'
import { editedKeys, type BucketDraft } from './bucket-draft.ts'
import { labelOf, type BucketField, type FieldKey } from './bucket-fields.ts'
import { bucketProblems } from './bucket-problems.ts'
import { refusalOf } from './bucket-refusals.ts'
import { BucketFields } from './BucketFields.tsx'
import { ReviewChange } from './ReviewChange.tsx'
import { WriteError } from './WriteError.tsx'

/** What is being edited: the bucket as it was when the form was opened, and the form as it is typed. The page keeps it. */
export type BucketEdit<B extends AnyBucket> = { base: B; draft: BucketDraft }

/** What goes with a change. `forGood`: something that cannot be put back. */
export type Losses = { words: string[]; forGood: boolean; isCounting: boolean }

type Callbacks = { onSuccess: () => void; onError: (e: unknown) => unknown }

/** Of a form that edits a bucket, whichever kind it is. */
export type EditProps<B extends AnyBucket> = {
  bucket: B
  edit: BucketEdit<B>
  onEdit: (edit: BucketEdit<B>) => void
  onClose: () => void
  /** Lets go of what was typed. */
  onDiscard: () => void
  onDone: () => void
}

type Props<B extends AnyBucket> = EditProps<B> & {
  /** Those that can be changed on this one. */
  fields: BucketField[]
  toDraft: (bucket: B) => BucketDraft
  /** The configuration as it will be. Asked only for a form without problems. */
  after: () => JsonObject
  losses: Losses
  /** Whether the change is being looked at before it is applied. */
  isReviewed: boolean
  setReviewed: (reviewed: boolean) => void
  write: { isPending: boolean; isSuccess: boolean; error: Error | null; reset: () => void }
  apply: (then: Callbacks) => void
  /** Why it cannot be applied now. */
  block: string | undefined
  /** Why a field cannot be used. */
  blocks?: Partial<Record<FieldKey, string>>
}

/** Edits what the server lets change, shows the difference and what goes, then applies it: only over what was looked at. */
export function EditBucketForm<B extends AnyBucket>(props: Props<B>) {
  const { bucket, edit, onEdit, onClose, onDiscard, onDone, fields, toDraft, losses, isReviewed, setReviewed, write, block } =
    props
  const { base, draft } = edit
  const [asked, setAsked] = useState(0)
  const form = useFirstProblem(asked, write.error)
  const [typed, setTyped] = useState('')
  const edited = editedKeys(draft, toDraft(base)).filter((key) => fields.some((f) => f.key === key))
  const problems = bucketProblems(draft, withRelated(edited))
  const wrong = Object.keys(problems).length
  // One's own change comes back with the bucket too, before the form closes.
  const isOvertaken =
    (bucket.created !== base.created || !isSameConfig(configOf(base), configOf(bucket))) && !write.isPending && !write.isSuccess
  const theirs = isOvertaken ? editedKeys(toDraft(bucket), toDraft(base)) : []
  const refusal = write.error ? refusalOf(refusalFrom(write.error), draft, fields) : undefined
  const overtaken = isOvertaken ? 'Somebody else changed the bucket: decide above first' : undefined
  const nothing = edited.length === 0 ? 'Nothing is changed yet' : undefined
  const unread =
    (losses.isCounting ? 'Counting what goes' : undefined) ??
    (losses.forGood && !isTyped(typed, base.name) ? 'Type the name of the bucket first' : undefined)
  const rebase = () => {
    const mine = Object.fromEntries(edited.map((key) => [key, draft[key]]))
    onEdit({ base: bucket, draft: { ...toDraft(bucket), ...mine } })
    write.reset()
    setReviewed(false)
  }
  const apply = () =>
    props.apply({ onSuccess: onDone, onError: (e) => refusalOf(refusalFrom(e), draft, fields) && setReviewed(false) })
  return (
    <Dialog onClose={onClose} size={840} title={`Edit ${base.name}`}>
      <form
        ref={form}
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (nothing || overtaken || isReviewed) return
          setAsked(asked + 1)
          if (wrong > 0) return
          setTyped('')
          setReviewed(true)
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
        {!isReviewed ? (
          <>
            <BucketFields
              fields={fields}
              draft={draft}
              edited={edited}
              errors={{ ...(asked > 0 ? problems : {}), ...(refusal ? { [refusal.key]: refusal.words } : {}) }}
              blocks={props.blocks ?? {}}
              onChange={(next) => {
                onEdit({ base, draft: next })
                if (write.error) write.reset() // the answer was to what was typed before
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
              fields={fields}
              before={toDraft(base)}
              draft={draft}
              edited={edited}
              config={configOf(base)}
              after={props.after}
              losses={losses}
            />
            {losses.forGood && !losses.isCounting && (
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
        {write.error && !refusal && <WriteError error={write.error} />}
        <ReviewButtons
          changes={edited.length}
          isReviewed={isReviewed}
          reviewReason={nothing ?? overtaken}
          applyReason={block ?? overtaken ?? unread}
          loading={write.isPending}
          onApply={apply}
          onBack={() => setReviewed(false)}
          onDiscard={edited.length > 0 ? onDiscard : undefined}
        />
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
