import { useMemo, useState } from 'react'
import { ConfigDiff } from '~/components/shared/ConfigDiff.tsx'
import { FormField } from '~/components/shared/FormField.tsx'
import { TheirChange } from '~/components/shared/TheirChange.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useChangeConsumer } from '~/hooks/consumer-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { isSameConfig, withChange } from '~/lib/consumer-config.ts'
import { plural } from '~/lib/format.ts'
import type { ConsumerDetail } from '~/nats/consumers.ts'
import type { JsonObject } from '~/nats/types.ts'
import { editedKeys, toChange, toDraft, type Draft } from './edit-draft.ts'
import { fields, fieldsFor } from './edit-fields.ts'
import { editProblems, filtersOutside } from './edit-problems.ts'

/** What is being edited: the configuration that it started from, and the form as it is typed. The page keeps it. */
export type Edit = { base: JsonObject; draft: Draft }

export const editOf = (consumer: ConsumerDetail): Edit => {
  const base = configOf(consumer)
  return { base, draft: toDraft(base) }
}

/** A reply of the server has its configuration. */
const configOf = ({ raw }: ConsumerDetail) => raw.config as JsonObject

type Props = {
  consumer: ConsumerDetail
  edit: Edit
  onEdit: (edit: Edit) => void
  onClose: () => void
  /** Lets go of what was typed. */
  onDiscard: () => void
  onDone: () => void
  /** What the stream listens on; absent or empty where that says nothing. */
  subjects?: string[] | undefined
}

/** Edits what the server lets change, shows the difference, then applies it: only over the configuration that was looked at. */
export function EditForm({ consumer, edit, onEdit, onClose, onDiscard, onDone, subjects = [] }: Props) {
  const { base, draft } = edit
  const [step, setStep] = useState<'form' | 'review'>('form')
  const [asked, setAsked] = useState(false)
  const apply = useChangeConsumer(consumer)
  const block = useWriteBlock()
  const shown = fieldsFor(consumer.config, useApiLevel())
  const edited = editedKeys(draft, base)
  const problems = editProblems(shown, draft, edited)
  const wrong = Object.keys(problems).length
  const theirs = configOf(consumer)
  // One's own change comes back with the consumer too, before the form closes.
  const isOvertaken = !isSameConfig(base, theirs) && !apply.isPending && !apply.isSuccess
  const next = useMemo(() => (wrong > 0 ? base : withChange(base, toChange(draft, base))), [base, draft, wrong])
  const rebase = () => {
    const mine = Object.fromEntries(edited.map((key) => [key, draft[key] ?? '']))
    onEdit({ base: theirs, draft: { ...toDraft(theirs), ...mine } })
    apply.reset()
    setStep('form')
  }
  const review = () => {
    setAsked(true)
    if (wrong === 0) setStep('review')
  }
  const changed = isOvertaken ? editedKeys(toDraft(theirs), base) : []
  const both = fields.filter((f) => changed.includes(f.key) && edited.includes(f.key)).map((f) => f.label)
  const overtaken = isOvertaken ? 'Somebody else changed the consumer: decide above first' : undefined
  const nothing = edited.length === 0 ? 'Nothing is changed yet' : undefined
  return (
    <Dialog onClose={onClose} size={840} title={`Edit ${consumer.name}`}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!nothing && !overtaken) review()
        }}
      >
        {isOvertaken && <TheirChange what="consumer" base={base} theirs={theirs} both={both} onRebase={rebase} />}
        {step === 'form' ? (
          <>
            <div className="form-columns">
              {shown.map((f) => (
                <FormField
                  key={f.key}
                  field={f}
                  value={draft[f.key] ?? ''}
                  isEdited={edited.includes(f.key)}
                  error={asked ? problems[f.key] : undefined}
                  onChange={(text) => onEdit({ base, draft: { ...draft, [f.key]: text } })}
                />
              ))}
            </div>
            {asked && wrong > 0 && (
              <p className="danger form-note" role="alert">
                {wrong === 1 ? 'One field needs a look' : `${wrong} fields need a look`}
              </p>
            )}
            <div className="form-buttons">
              <ActionButton type="submit" disabledReason={nothing ?? overtaken}>
                Review {plural(edited.length, 'change')}
              </ActionButton>
              {edited.length > 0 && (
                <ActionButton variant="subtle" disabledReason={undefined} onClick={onDiscard}>
                  Discard what was typed
                </ActionButton>
              )}
            </div>
          </>
        ) : (
          <>
            <ConfigDiff a={base} b={next} labelA="Configuration now" labelB="Configuration after the change" />
            {edited.includes('filters') &&
              filtersOutside(draft, subjects).map((f) => (
                <p key={f} className="danger form-note" role="alert">
                  Nothing new can match {f}: the stream listens on {subjects.join(', ')}.
                </p>
              ))}
            {apply.error && <ErrorNote error={explain(apply.error)} />}
            <div className="form-buttons">
              <ActionButton
                loading={apply.isPending}
                disabledReason={block ?? overtaken}
                onClick={() => apply.mutate({ base, change: toChange(draft, base) }, { onSuccess: onDone })}
              >
                Apply {plural(edited.length, 'change')}
              </ActionButton>
              <ActionButton variant="default" disabledReason={undefined} onClick={() => setStep('form')}>
                Back to the form
              </ActionButton>
            </div>
          </>
        )}
      </form>
    </Dialog>
  )
}
