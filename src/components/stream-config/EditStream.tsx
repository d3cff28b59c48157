import { isTyped } from '~/lib/typed-name.ts'
import { TextInput } from '@mantine/core'
import { lazy, Suspense, useState, type FormEvent } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { TheirChange } from '~/components/shared/TheirChange.tsx'
import type { ExportStart } from '~/components/stream-files/ExportMessages.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { refusalFrom } from '~/hooks/bucket-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { useChangeStream, useStreamLosses } from '~/hooks/stream-admin.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { useFirstProblem } from '~/hooks/use-first-problem.ts'
import { isSameConfig, withChange } from '~/lib/consumer-config.ts'
import { plural } from '~/lib/format.ts'
import { serverNow } from '~/lib/server-now.ts'
import { differences } from '~/lib/stream-config/diff.ts'
import { editedKeys, toChange, toConfig, toDraft, type StreamDraft } from '~/lib/stream-config/draft.ts'
import { editBlocks } from '~/lib/stream-config/edit-blocks.ts'
import { countable, lossesOf, type Loss } from '~/lib/stream-config/losses.ts'
import { streamProblems } from '~/lib/stream-config/problems.ts'
import { streamRefusal } from '~/lib/stream-config/refusals.ts'
import type { LookedAt } from '~/nats/stream-admin.ts'
import type { JsonObject, StreamDetail } from '~/nats/types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { editName, keepStreamEdit, useStreamEdit } from '~/stores/stream-drafts.ts'
import { BucketNote } from './BucketNote.tsx'
import { CopyConfig } from './CopyConfig.tsx'
import { PasteJson } from './PasteJson.tsx'
import { ReviewStream } from './ReviewStream.tsx'
import { labels, StreamFields } from './StreamFields.tsx'

const ExportMessages = lazy(() =>
  import('~/components/stream-files/ExportMessages.tsx').then((m) => ({ default: m.ExportMessages })),
)

/** `isGone`: it was deleted since. */
type Props = { stream: StreamDetail; isGone: boolean; onClose: () => void; onDone: () => void }

const configOf = (stream: LookedAt) => stream.raw.config as JsonObject // a reply of the server has it

/**
 * Edits what the server lets change, shows the difference and what goes, then applies it: only over what was looked at. What is typed
 * is kept with what it began from, however often the stream is fetched again and the form closed.
 */
export default function EditStream({ stream, isGone, onClose, onDone }: Props) {
  const { created } = stream
  const name = editName(useConnectionLabel(), stream.name)
  const kept = useStreamEdit(name)
  const [opened, setOpened] = useState<LookedAt>(stream)
  const base = kept?.base ?? opened
  const config = configOf(base)
  const before = toDraft(config)
  const draft = kept?.draft ?? before
  const [asked, setAsked] = useState(0)
  const [isReviewed, setReviewed] = useState(false)
  const [isPasting, setPasting] = useState(false)
  const [filled, setFilled] = useState(0)
  const [typed, setTyped] = useState('')
  /** What is written into a file before it goes, in a dialog over this one. */
  const [saving, setSaving] = useState<ExportStart>()
  const level = useApiLevel()
  const write = useChangeStream()
  const form = useFirstProblem(asked, isReviewed ? undefined : write.error)
  const block = useWriteBlock()

  const edited = editedKeys(draft, before)
  const problems = streamProblems(draft, level, config)
  const isWrong = Object.keys(problems).length > 0
  const change = isWrong ? {} : toChange(draft, config)
  const after = withChange(config, change)
  // Counted only to be looked at: what is being typed would be counted with each letter.
  const { counts, isCounting } = useStreamLosses(stream, isReviewed ? countable(config, after) : {})
  const losses = lossesOf(config, after, stream.state, counts, level)
  const isForGood = losses.some((l) => l.forGood)
  // One's own change comes back with the stream too, before the form closes.
  const isOvertaken =
    (created !== base.created || !isSameConfig(config, configOf(stream))) && !write.isPending && !write.isSuccess
  const theirs = isOvertaken ? editedKeys(toDraft(configOf(stream)), before) : []
  const refusal = write.error ? streamRefusal(refusalFrom(write.error), draft) : undefined
  const gone = isGone ? 'The stream was deleted' : undefined
  const overtaken = gone ?? (isOvertaken ? 'Somebody else changed the stream: decide above first' : undefined)
  const nothing = edited.length === 0 ? 'Nothing is changed yet' : undefined
  const unread =
    (isCounting ? 'Counting what goes' : undefined) ??
    (isForGood && !isTyped(typed, base.name) ? 'Type the name of the stream first' : undefined)

  const set = (next: StreamDraft) => {
    keepStreamEdit(name, { base, draft: next })
    if (write.error) write.reset() // the answer was to what was typed before
  }
  const startAnew = () => {
    keepStreamEdit(name, undefined)
    setOpened(stream)
    write.reset()
    setReviewed(false)
    setFilled(filled + 1)
  }
  const rebase = () => {
    const mine = Object.fromEntries(edited.map((key) => [key, draft[key]]))
    keepStreamEdit(name, { base: stream, draft: { ...toDraft(configOf(stream)), ...mine } })
    write.reset()
    setReviewed(false)
  }
  const review = (e: FormEvent) => {
    e.preventDefault()
    if (nothing || overtaken || isReviewed) return
    setAsked(asked + 1)
    if (isWrong) return
    setTyped('')
    setReviewed(true)
  }
  const apply = () =>
    write.mutate(
      { base, change },
      {
        onSuccess: () => {
          keepStreamEdit(name, undefined)
          onDone()
        },
        onError: (e) => streamRefusal(refusalFrom(e), draft) && setReviewed(false),
      },
    )
  return (
    <Dialog
      onClose={onClose}
      size={980}
      title={`Edit ${base.name}`}
      closeOnEscape={saving === undefined}
      trapFocus={saving === undefined}
    >
      <form ref={form} className="form" noValidate onSubmit={review}>
        <BucketNote name={base.name} isNew={false} />
        {isGone && (
          <ErrorNote
            error={{
              message: `The stream ${base.name} was deleted since you opened the form`,
              next: 'What you typed is kept: copy it as JSON and paste it into a new stream',
            }}
          />
        )}
        {isOvertaken && !isGone && (
          <TheirChange
            what="stream"
            base={config}
            theirs={configOf(stream)}
            both={labels(theirs.filter((key) => edited.includes(key)))}
            onRebase={rebase}
          />
        )}
        {!isReviewed ? (
          <>
            <div className="form-buttons stream-tools">
              <ActionButton variant="default" disabledReason={undefined} onClick={() => setPasting(!isPasting)}>
                Paste JSON
              </ActionButton>
              <CopyConfig
                config={() => toConfig(draft, level)}
                block={isWrong ? 'Only a form without problems can be copied' : undefined}
              />
            </div>
            {isPasting && (
              <PasteJson
                of={base.name}
                onClose={() => setPasting(false)}
                onFill={(pasted) => {
                  set({ ...toDraft(pasted), name: base.name })
                  setPasting(false)
                  setFilled(filled + 1)
                }}
              />
            )}
            <StreamFields
              key={filled}
              draft={draft}
              edited={edited}
              isAsked={asked > 0}
              isEdit
              errors={{ ...(asked > 0 ? problems : {}), ...(refusal ? { [refusal.key]: refusal.words } : {}) }}
              blocks={editBlocks(config, level)}
              onChange={set}
            />
          </>
        ) : (
          <>
            <ReviewStream
              differences={differences(draft, isOvertaken ? toDraft(configOf(stream)) : before)}
              losses={losses}
              isCounting={isCounting}
              config={config}
              after={after}
              onSave={() => setSaving(exportOf(losses, stream))}
            />
            {isForGood && !isCounting && (
              <TextInput
                label={`Type ${base.name} to apply that for good`}
                className="mono-input"
                autoComplete="off"
                value={typed}
                onChange={(e) => setTyped(e.currentTarget.value)}
              />
            )}
          </>
        )}
        {write.error && !refusal && <WriteError error={write.error} what="stream" />}
        <div className="form-buttons">
          {!isReviewed ? (
            <>
              <ActionButton type="submit" disabledReason={nothing ?? overtaken}>
                Review {plural(edited.length, 'change')}
              </ActionButton>
              {edited.length > 0 && (
                <ActionButton variant="subtle" disabledReason={undefined} onClick={startAnew}>
                  Discard what was typed
                </ActionButton>
              )}
            </>
          ) : (
            <>
              <ActionButton
                loading={write.isPending}
                {...(isForGood ? { color: 'red' } : {})}
                disabledReason={block ?? overtaken ?? unread}
                onClick={apply}
              >
                Apply {plural(edited.length, 'change')}
              </ActionButton>
              <ActionButton variant="default" disabledReason={undefined} onClick={() => setReviewed(false)}>
                Back to the form
              </ActionButton>
            </>
          )}
        </div>
      </form>
      <Suspense fallback={null}>
        {saving && <ExportMessages stream={base.name} start={saving} onClose={() => setSaving(undefined)} />}
      </Suspense>
    </Dialog>
  )
}

const MARGIN_MS = 300_000

/** What goes is a range where only an age limit takes it; otherwise it can be any of the stream. */
function exportOf(losses: Loss[], { raw }: LookedAt): ExportStart {
  const takes = losses.flatMap((l) => (l.takes ? [l.takes] : []))
  const [only] = takes
  if (takes.length !== 1 || !only || only === 'some') return {}
  // By the server's clock, and with what comes of age while it is exported.
  const now = serverNow(raw) + MARGIN_MS
  return { to: { by: 'time', text: new Date(now - Number(only.olderThan / 1_000_000n)).toISOString() } }
}
