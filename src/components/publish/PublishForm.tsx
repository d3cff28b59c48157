import { isTyped } from '~/lib/typed-name.ts'
import { Input, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useBlocker } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, type FormEvent, type KeyboardEvent } from 'react'
import { ValueField } from '~/components/kv/ValueField.tsx'
import { BucketNote } from '~/components/stream-config/BucketNote.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { useRequest, useSendOne, useStreamOfSubject } from '~/hooks/publish.ts'
import { useRun } from '~/hooks/publish-run.ts'
import { explain, useConnection, useIsLive, useWriteBlock } from '~/hooks/use-connection.ts'
import { matches } from '~/lib/subjects.ts'
import { isBlank, takeBack, withHeaderRow, type PublishDraft, type PublishMode } from '~/lib/publish/draft.ts'
import { messageOf } from '~/lib/publish/message.ts'
import { problemsOf, sizeProblemOf, timeoutMs, warningsOf, wholeOf, type PublishField } from '~/lib/publish/problems.ts'
import { fieldOfRefusal } from '~/lib/publish/refusals.ts'
import type { Stream } from '~/nats/types.ts'
import { keepPublishDraft, publishDraftNow, usePublishDraft } from '~/stores/publish-drafts.ts'
import { AddHeader } from './AddHeader.tsx'
import { HeaderRows } from './HeaderRows.tsx'
import { LeftOut } from './LeftOut.tsx'
import { sentWords } from './publish-words.ts'
import { RepeatFields } from './RepeatFields.tsx'
import { Replies } from './Replies.tsx'
import { RollupDanger } from './RollupDanger.tsx'
import { RunOutcome } from './RunOutcome.tsx'
import { SendProblem } from './SendProblem.tsx'
import { limitsOf, rollupOf, subjectNote, targetSubject } from './target.ts'

const ExportMessages = lazy(() =>
  import('~/components/stream-files/ExportMessages.tsx').then((m) => ({ default: m.ExportMessages })),
)

const MODES: { value: PublishMode; label: string; hint: string }[] = [
  { value: 'jetstream', label: 'JetStream', hint: 'Waits until a stream says that it has stored the message.' },
  { value: 'core', label: 'Core', hint: 'Sent to whoever listens now, streams too. Nobody confirms.' },
  { value: 'request', label: 'Request', hint: 'Sent with a place for replies, and all that come are gathered.' },
]

type Props = {
  /** Under what it is kept (stores/publish-drafts.ts). */
  name: string
  /** The message as the form begins. */
  initial: PublishDraft
  /** The stream that it was opened from. */
  stream: Stream | undefined
  onClose: () => void
}

/** Makes a message and sends it: to a stream, to whoever listens, or as a request; once or many times. What is typed is kept. */
export default function PublishForm({ name, initial, stream, onClose }: Props) {
  const kept = usePublishDraft(name)
  const draft = kept ?? initial
  const [wasKept, setWasKept] = useState(kept !== undefined)
  const [asked, setAsked] = useState(false)
  const [typed, setTyped] = useState('')
  /** What a rollup takes is written into a file first, in a dialog over this one. */
  const [saving, setSaving] = useState<{ stream: string; filter: string | undefined }>()
  const conn = useConnection()
  const block = useWriteBlock()
  const one = useSendOne()
  const run = useRun()
  const { request, replies, stop: stopRequest, clear: clearRequest } = useRequest()
  const target = useTarget(draft, stream)
  const limits = limitsOf(target ?? undefined, conn.server?.maxPayload)
  const problems = problemsOf(draft, limits)
  const failed = one.error ?? request.error
  const refusal = failed ? fieldOfRefusal({ ...explain(failed), ...codeOf(failed) }, draft.headers) : undefined
  const isSending = one.isPending || request.isPending || run.view?.running === true
  const isMany = draft.repeat && draft.mode !== 'request'
  const rollup = rollupOf(draft)
  const isAllowed = rollup?.isLater ? target?.config.allow_msg_schedules : target?.config.allow_rollup_hdrs
  const purges = rollup && isAllowed ? (target ?? undefined) : undefined
  const at = (field: PublishField) =>
    (asked || field !== 'subject' || draft.subject !== '' ? problems[field] : undefined) ??
    (refusal?.field === field ? refusal.message : undefined)

  const { running } = run.view ?? {}
  useBlocker({ shouldBlockFn: () => running === true, enableBeforeUnload: () => running === true })
  const { stop: stopRun } = run
  const isLive = useIsLive()
  useEffect(() => {
    if (running && block && isLive) stopRun() // read-only by now; a lost link ends it by itself, and says so
  }, [running, block, isLive, stopRun])

  const forget = () => {
    one.reset()
    clearRequest()
    run.clear()
  }
  const set = (change: Partial<PublishDraft>) => {
    if (!isSending) forget()
    setTyped('')
    keepPublishDraft(name, { ...(publishDraftNow(name) ?? initial), ...change })
  }
  const discard = () => {
    forget()
    setAsked(false)
    setTyped('')
    setWasKept(false)
    keepPublishDraft(name, undefined)
  }
  const close = () => {
    if (run.view?.running || one.isPending) return // what is being sent is watched to its end, or stopped
    if (isBlank(draft, initial.subject) || one.isSuccess) keepPublishDraft(name, undefined)
    onClose()
  }
  const send = () => {
    forget()
    setTyped('')
    // A stream that never acknowledges is not waited for.
    const sent: PublishDraft = draft.mode === 'jetstream' && target?.config.no_ack ? { ...draft, mode: 'core' } : draft
    if (draft.mode === 'request')
      request.mutate({ ...messageOf(draft), timeoutMs: timeoutMs(draft.timeout)!, most: wholeOf(draft.replies) }) // checked
    else if (draft.repeat) void run.start(sent)
    else one.mutate(sent)
  }
  const reason =
    block ??
    (isSending
      ? 'It is being sent'
      : purges && !isTyped(typed, purges.name)
        ? 'It purges messages: type the name of the stream first'
        : rollup && target === undefined
          ? 'Which stream the rollup would purge is being looked up, or cannot be known'
          : undefined)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(true)
    if (!reason && Object.keys(problems).length === 0) send()
  }
  /** Enter in a field sends nothing by mistake; with Ctrl it sends from anywhere. */
  const onKeyDown = (e: KeyboardEvent<HTMLFormElement>) => {
    if (e.key !== 'Enter') return
    if (e.ctrlKey || e.metaKey) e.currentTarget.requestSubmit()
    if (e.ctrlKey || e.metaKey || e.target instanceof HTMLInputElement) e.preventDefault()
  }
  const mode = MODES.find((m) => m.value === draft.mode)!
  const note = subjectNote(draft, target, stream)
  return (
    <Dialog
      onClose={close}
      title={stream ? `Publish into ${stream.name}` : 'Publish'}
      size="xl"
      closeOnEscape={!run.view?.running && saving === undefined}
      trapFocus={saving === undefined}
      withCloseButton={!run.view?.running}
    >
      <form onSubmit={submit} onKeyDown={onKeyDown} className="form" noValidate>
        {wasKept && (
          <p className="form-note dim" role="status">
            As you left it: what is typed here is kept until it is sent or discarded.
          </p>
        )}
        {target && <BucketNote name={target.name} isNew={false} />}
        {draft.from && <LeftOut from={draft.from} onTakeBack={(i) => set(takeBack(draft, i))} />}
        <div>
          <SegmentedControl
            aria-label="How it is sent"
            data={MODES.map(({ value, label }) => ({ value, label }))}
            value={draft.mode}
            onChange={(value) => set({ mode: value })}
          />
          <Input.Description mt={4}>{mode.hint}</Input.Description>
        </div>
        <TextInput
          label="Subject"
          description={note.text}
          styles={note.attention ? { description: { color: 'var(--attention)' } } : {}}
          className="mono-input"
          autoComplete="off"
          data-autofocus
          value={draft.subject}
          error={at('subject')}
          onChange={(e) => set({ subject: e.currentTarget.value })}
        />
        <fieldset className="plain-fieldset form">
          <legend>Headers</legend>
          {draft.headers.length > 0 && (
            <HeaderRows
              headers={draft.headers}
              onChange={(headers) => set({ headers })}
              problemOf={(n) => at(`header ${n.toLowerCase()}`)}
            />
          )}
          <AddHeader
            target={target ?? undefined}
            subject={targetSubject(draft)}
            isRepeated={isMany}
            onBlank={() => set({ headers: [...draft.headers, ['', '']] })}
            onAdd={(rows) => {
              // What was typed since it was asked for stays.
              const { headers } = publishDraftNow(name) ?? initial
              set({ headers: rows.reduce((all, [header, value]) => withHeaderRow(all, header, value), headers) })
            }}
          />
        </fieldset>
        <ValueField
          label="Payload"
          content={draft.content}
          onContent={(content) => set({ content })}
          minRows={5}
          maxRows={18}
          sizeProblem={(size) =>
            sizeProblemOf(size, draft.headers, draft.mode === 'jetstream' ? limits : { maxPayload: limits.maxPayload })
          }
          refusal={refusal?.field === 'payload' ? refusal.message : undefined}
        />
        {draft.mode === 'request' ? (
          <div className="form-columns">
            <TextInput
              label="Timeout"
              className="mono-input"
              autoComplete="off"
              value={draft.timeout}
              error={at('timeout')}
              onChange={(e) => set({ timeout: e.currentTarget.value })}
            />
            <TextInput
              label="Replies"
              description="It ends after so many; at the timeout when empty"
              className="mono-input"
              autoComplete="off"
              value={draft.replies}
              error={at('replies')}
              onChange={(e) => set({ replies: e.currentTarget.value })}
            />
          </div>
        ) : (
          <RepeatFields draft={draft} set={set} problems={problems} />
        )}
        {warningsOf(draft, limits).map((warning) => (
          <p key={warning} className="form-note attention" role="note">
            {warning}.
          </p>
        ))}
        {purges && rollup && (
          <RollupDanger
            stream={purges}
            subject={rollup.filter}
            isLater={rollup.isLater}
            typed={typed}
            onTyped={setTyped}
            onSave={(filter) => setSaving({ stream: purges.name, filter })}
          />
        )}
        {failed && !refusal && (
          <SendProblem error={explain(failed)} draft={draft} target={target ?? undefined} block={reason} onAgain={send} />
        )}
        {one.data && <Outcome {...sentWords(one.data)} />}
        {replies && <Replies replies={replies} isWaiting={request.isPending} onStop={stopRequest} />}
        {run.view && <RunOutcome view={run.view} onStop={run.stop} />}
        {asked && Object.keys(problems).length > 0 && (
          <p className="form-note danger" role="alert">
            Nothing was sent: see the fields that are marked above.
          </p>
        )}
        <div className="form-buttons">
          <ActionButton type="submit" {...(purges ? { color: 'red' } : {})} loading={one.isPending} disabledReason={reason}>
            {draft.mode === 'request' ? 'Send the request' : purges ? 'Publish and purge' : 'Publish'}
          </ActionButton>
          {!isBlank(draft, initial.subject) && (
            <ActionButton variant="subtle" disabledReason={isSending ? 'It is being sent' : undefined} onClick={discard}>
              {initial.from ? 'As the message was' : 'Discard'}
            </ActionButton>
          )}
        </div>
      </form>
      <Suspense fallback={null}>
        {saving && (
          <ExportMessages
            stream={saving.stream}
            start={{ filters: saving.filter === undefined ? [] : [saving.filter] }}
            onClose={() => setSaving(undefined)}
          />
        )}
      </Suspense>
    </Dialog>
  )
}

function Outcome({ text, level }: ReturnType<typeof sentWords>) {
  return (
    <span role="status" className={level}>
      {text}
    </span>
  )
}

/**
 * The stream that the subject goes to; null when there is none, undefined when that is not known (yet). Where this user may not ask,
 * it is the stream that the form was opened from, if that listens on it.
 */
function useTarget(draft: PublishDraft, stream: Stream | undefined): Stream | null | undefined {
  const subject = targetSubject(draft)
  const [settled] = useDebouncedValue(subject, 250)
  const isUsable = settled !== '' && problemsOf({ ...draft, subject: settled }, {}).subject === undefined
  const query = useStreamOfSubject(isUsable ? settled : undefined)
  if (settled === subject && isUsable && query.data !== undefined) return query.data
  return stream?.config.subjects.some((own) => matches(own, subject)) ? stream : undefined
}

const codeOf = (e: unknown) => {
  const { errCode } = e as { errCode?: number }
  return errCode === undefined ? {} : { errCode }
}
