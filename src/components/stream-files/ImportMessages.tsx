import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { VirtualLines } from '~/components/ui/VirtualLines.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { importBlock, useStreamFiles, type ImportCounts, type ImportResult, type MessagePlan } from '~/hooks/use-stream-files.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Stream } from '~/nats/types.ts'
import { useReadOnly } from '~/stores/preferences.ts'
import { FilePick } from '~/components/shared/FilePick.tsx'
import { FileProgress } from './FileProgress.tsx'
import { importParts } from './file-words.ts'
import { ImportPlan } from './ImportPlan.tsx'
import { firstDraft, ImportRules, rateOf, type ImportDraft } from './ImportRules.tsx'

const TRYING = 'Dry run'
const IMPORTING = 'Importing'

/** Reads a file of messages, says what publishing them would do, and then does that and no more. */
export function ImportMessages({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const files = useStreamFiles()
  const writeBlock = useWriteBlock()
  const [file, setFile] = useState<File>()
  const [draft, setDraft] = useState(firstDraft)
  const [plan, setPlan] = useState<MessagePlan>()
  const [result, setResult] = useState<ImportResult>()
  const { view, failure, busy, run, cancel } = files
  const readOnly = useReadOnly()
  useEffect(() => {
    if (readOnly && busy === IMPORTING) cancel() // what is on its way is waited for
  }, [readOnly, busy, cancel])
  const change = (c: Partial<ImportDraft>) => {
    setDraft((old) => ({ ...old, ...c }))
    if (Object.keys(c).some((key) => key !== 'rate' && key !== 'leaveOut')) setPlan(undefined)
  }
  const rate = rateOf(draft.rate)
  const dryRun = async () => {
    if (!file) return
    setPlan(undefined)
    const { from, to, keep, ids, compare } = draft
    const rules = { map: { from, to }, keep, ids, compare }
    setPlan(await run(TRYING, (w) => w.plan(stream.name, file, rules), { atOnce: true }))
  }
  const publish = async () => {
    setResult(undefined)
    setResult(await run(IMPORTING, (w) => w.import(rate ?? undefined)))
    files.refresh()
  }
  const left = plan ? plan.messages - plan.there : 0
  const dryReason = file ? (rate === null ? 'The rate is not a number above 0' : undefined) : 'Choose a file first'
  const block = writeBlock ?? importBlock(stream)
  const reason =
    block ??
    dryReason ??
    (left === 0 ? 'There is nothing to publish' : undefined) ??
    (plan && plan.problemCount > 0 && !draft.leaveOut
      ? 'Some lines cannot be published: mend the file, or leave them out'
      : undefined)
  const begun = busy === IMPORTING || result !== undefined
  const at = view.importing
  /** What there is to go through. */
  const lines = plan ? plan.messages + plan.problemCount : 0
  return (
    <BulkModal title={`Import messages into ${stream.name}`} busy={busy} onClose={onClose}>
      {!begun && (
        <fieldset className="plain form" disabled={busy !== undefined}>
          <FilePick
            label="File"
            accept=".ndjson,.jsonl,.json"
            picked={
              file && (
                <>
                  <b className="mono">{visible(file.name)}</b>: {bytes(file.size)}
                </>
              )
            }
            hint="or drop it here: NDJSON, as an export writes it"
            onFiles={([first]) => {
              if (!first) return
              setFile(first)
              setPlan(undefined)
            }}
          />
          <ImportRules draft={draft} change={change} />
        </fieldset>
      )}
      {failure && <ErrorNote error={failure} />}
      {plan && !begun && (
        <ImportPlan stream={stream} plan={plan} draft={draft} change={change} leaveOut={(leaveOut) => change({ leaveOut })} />
      )}
      {busy === TRYING && (
        <FileProgress
          label={view.planning?.what === 'comparing' ? 'Comparing with the stream' : 'Reading the file'}
          done={view.planning?.done ?? 0}
          total={view.planning?.total ?? 0}
          waiting={view.waiting}
          onCancel={files.cancel}
        >
          {view.planning?.what === 'comparing'
            ? `${count(view.planning.done)} of ${count(view.planning.total)} sequences`
            : `${bytes(view.planning?.done ?? 0)} of ${bytes(file?.size ?? 0)}`}
        </FileProgress>
      )}
      {busy === IMPORTING && (
        <FileProgress
          label={at?.isComparing ? 'Comparing with the stream' : at?.isPaused ? 'Paused' : IMPORTING}
          done={at ? gone(at) : 0}
          total={lines}
          moved={at?.stored ?? 0}
          per="messages"
          waiting={view.waiting ?? at?.waiting}
          onCancel={files.cancel}
          actions={
            <Button variant="default" onClick={() => files.hold(!at?.isPaused)}>
              {at?.isPaused ? 'Resume' : 'Pause'}
            </Button>
          }
        >
          {count(at ? gone(at) : 0)} of {plural(lines, 'line')}, {count(at?.stored ?? 0)} stored
          {at && at.there > 0 && `, ${count(at.there)} there already`}
          {at && at.refused > 0 && `, ${count(at.refused)} refused`}
        </FileProgress>
      )}
      {!busy && result && <Outcome result={result} left={lines - gone(result)} />}
      {!busy && (
        <div className="form-buttons">
          {result ? (
            <>
              {(result.ended || result.refused > 0) && (
                <ActionButton disabledReason={block} onClick={() => void publish()}>
                  {result.ended ? 'Go on' : `Try ${count(result.refused)} again`}
                </ActionButton>
              )}
              <Button variant="default" onClick={onClose}>
                Done
              </Button>
            </>
          ) : (
            <>
              <ActionButton variant={plan ? 'default' : 'filled'} disabledReason={dryReason} onClick={() => void dryRun()}>
                Dry run
              </ActionButton>
              {plan && (
                <ActionButton disabledReason={reason} onClick={() => void publish()}>
                  Publish {plural(left, 'message')}
                </ActionButton>
              )}
            </>
          )}
        </div>
      )}
    </BulkModal>
  )
}

/** How many have been gone through. */
const gone = ({ stored, there, refused, unsure, leftOut }: ImportCounts) => stored + there + refused + unsure + leftOut

/** What became of the messages. */
function Outcome({ result, left }: { result: ImportResult; left: number }) {
  const { refusals, ended } = result
  return (
    <>
      {ended && ended.kind !== 'aborted' && <ErrorNote error={ended} />}
      <p className="form-note" role="status" aria-label="Result">
        {ended?.kind === 'aborted' && 'Stopped. '}
        {importParts(result).map((p, i) => (
          <span key={p.words} className={p.tone}>
            {i > 0 && '; '}
            {count(p.n)} {p.words}
          </span>
        ))}
        {ended && left > 0 && `; ${count(left)} not gone through yet`}.
      </p>
      {refusals.length > 0 && (
        <VirtualLines
          label="Refused"
          className="file-problems"
          count={refusals.length}
          renderLine={(i) => `Line ${count(refusals[i]!.line)}: ${visible(refusals[i]!.message)}`}
        />
      )}
    </>
  )
}
