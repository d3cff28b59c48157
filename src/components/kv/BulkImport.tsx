import { Checkbox, Radio, TextInput } from '@mantine/core'
import { useCallback, useState } from 'react'
import { FilePick } from '~/components/shared/FilePick.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { useKvBulk, type FileRead, type Planned } from '~/hooks/use-kv-bulk.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import type { BulkShown } from '~/lib/kv/bulk-list.ts'
import { addressProblem } from '~/lib/kv/keys.ts'
import type { ImportMode } from '~/lib/kv/plan.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { BulkKeys } from './BulkKeys.tsx'
import { BulkModal } from './BulkModal.tsx'
import { BulkOutcome, Parts } from './BulkOutcome.tsx'
import { BulkProgress } from './BulkProgress.tsx'
import { CopyNote } from './CopyNote.tsx'
import { doneOf, planParts, resultParts, sentence } from './bulk-words.ts'
import { FileProblems } from './FileProblems.tsx'

type Draft = { mode: ImportMode; prefix: string; markers: boolean; anyKey: boolean; leaveOut: boolean }
const first: Draft = { mode: 'skip', prefix: '', markers: false, anyKey: false, leaveOut: false }

const READING = 'Reading the file'
const TRYING = 'Dry run'
const IMPORTING = 'Importing'

/** Reads a file, says what importing it would do, and then does that and no more. */
export function BulkImport({ bucket, onClose }: { bucket: Bucket; onClose: (changed: boolean) => void }) {
  const bulk = useKvBulk(bucket, {})
  const [file, setFile] = useState<{ name: string } & FileRead>()
  const [draft, setDraft] = useState(first)
  const [planned, setPlanned] = useState<Planned>()
  const [begun, setBegun] = useState(false)
  const [shown, setShown] = useState<BulkShown>([])
  const block = useBucketBlock(bucket)
  const { view, failure, busy, run, want } = bulk
  const onVisible = useCallback((at: number) => want({ first: at }), [want])
  const show = (what: BulkShown) => {
    setShown(what)
    want({ shown: what, first: 0 })
  }
  const change = (c: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...c }))
    setPlanned(undefined)
  }
  const prefixProblem = draft.prefix === '' ? undefined : addressProblem(`${draft.prefix}x`)
  const read = async (picked: File | null) => {
    if (!picked || busy) return
    setPlanned(undefined)
    setFile(undefined)
    const done = await run(READING, (w) => w.read(picked), { atOnce: true })
    if (done) setFile({ name: picked.name, ...done })
  }
  const dryRun = async () => {
    const { leaveOut: _, ...rules } = draft
    show([])
    setPlanned(undefined) // nothing is written by the plan before while there is a new one
    setPlanned(await run(TRYING, (w) => w.plan(rules), { atOnce: true }))
  }
  const write = async () => {
    setBegun(true)
    show([])
    await run(IMPORTING, (w) => w.write())
    bulk.refresh()
  }
  const retry = () => void run('Trying again', async (w) => (await w.retry(), { value: true })).then(write)
  const hasProblems = (file?.problemCount ?? 0) > 0
  const dryReason =
    (file ? undefined : 'Choose a file first') ??
    (hasProblems && !draft.leaveOut ? 'The file has problems: mend it, or leave those lines out' : undefined) ??
    (file?.entries === 0 ? 'The file has no entries' : undefined) ??
    prefixProblem
  const writes = planned
    ? (['create', 'change', 'delete', 'purge'] as const).reduce((n, a) => n + (planned.counts[a] ?? 0), 0)
    : 0
  const reason = block ?? (writes === 0 ? 'There is nothing to write' : undefined)
  const { done, total } = doneOf(view?.counts ?? {})
  return (
    <BulkModal title={`Import keys into ${bucket.name}`} busy={busy} onClose={() => onClose(false)}>
      <CopyNote bucket={bucket} />
      {!begun && (
        <fieldset className="plain form" disabled={busy !== undefined}>
          <FilePlace file={file} isReading={busy === READING} onFile={(f) => void read(f)} />
          {file && hasProblems && (
            <FileProblems
              problems={file.problems}
              total={file.problemCount}
              entries={file.entries}
              leaveOut={draft.leaveOut}
              onLeaveOut={(leaveOut) => change({ leaveOut })}
            />
          )}
          <Rules draft={draft} change={change} prefixProblem={prefixProblem} deletions={file?.deletions ?? 0} />
        </fieldset>
      )}
      {failure && <ErrorNote error={failure} />}
      {planned && view && (
        <>
          {!begun && <PlanNotes planned={planned} bucket={bucket} draft={draft} change={change} />}
          {!begun && <Parts parts={planParts(planned.counts)} shown={shown} setShown={show} />}
          <div className="bulk-keys">
            <BulkKeys label="Keys to import" view={view} says={begun ? 'result' : 'action'} lines onVisible={onVisible} />
          </div>
        </>
      )}
      {begun && view ? (
        busy ? (
          <BulkProgress label={IMPORTING} view={view} done={done} total={total} onCancel={bulk.cancel} />
        ) : (
          <BulkOutcome
            bulk={bulk}
            parts={resultParts(view.counts, 'written')}
            shown={shown}
            setShown={show}
            block={block}
            file={`${bucket.name}-results.ndjson`}
            onRetry={retry}
            onGoOn={() => void write()}
            onClose={() => onClose(true)}
          />
        )
      ) : (
        <div className="form-buttons">
          <ActionButton
            variant={planned ? 'default' : 'filled'}
            loading={busy === TRYING}
            disabledReason={dryReason}
            onClick={() => void dryRun()}
          >
            Dry run
          </ActionButton>
          {planned && (
            <ActionButton disabledReason={reason} onClick={() => void write()}>
              Write {plural(writes, 'key')}
            </ActionButton>
          )}
          {(busy === READING || busy === TRYING) && (
            <ActionButton variant="default" disabledReason={undefined} onClick={bulk.cancel}>
              Cancel
            </ActionButton>
          )}
          {busy === TRYING && view?.waiting !== undefined && (
            <span className="attention" role="status">
              Waiting for the connection; nothing is written by a dry run.
            </span>
          )}
        </div>
      )}
    </BulkModal>
  )
}

type PlaceProps = { file: ({ name: string } & FileRead) | undefined; isReading: boolean; onFile: (file: File | null) => void }

/** Where a file is dropped or picked. */
function FilePlace({ file, isReading, onFile }: PlaceProps) {
  return (
    <FilePick
      label="File"
      accept=".json,.ndjson,.jsonl,application/json"
      picked={
        file && (
          <>
            <b className="mono">{file.name}</b>: {plural(file.entries, 'entry', 'entries')}
            {file.deletions > 0 && `, ${plural(file.deletions, 'deletion')} among them`}
          </>
        )
      }
      hint="or drop it here: NDJSON or JSON, as exported by Windsock"
      buttons={['Choose a file', 'Choose another file']}
      isReading={isReading}
      onFiles={([first]) => onFile(first ?? null)}
    />
  )
}

type RulesProps = {
  draft: Draft
  change: (c: Partial<Draft>) => void
  prefixProblem: string | undefined
  deletions: number
}

/** What is to be done about keys that exist, what comes before every key, and whether deletions count. */
function Rules({ draft, change, prefixProblem, deletions }: RulesProps) {
  return (
    <>
      <Radio.Group label="Keys that exist with another value" value={draft.mode} onChange={(mode) => change({ mode })}>
        <div className="stack bulk-options">
          <Radio size="xs" value="skip" label="Leave them as they are" />
          <Radio
            size="xs"
            value="overwrite"
            label="Overwrite them"
            description="Each as the dry run saw it: what somebody changes after that stays"
          />
          <Radio
            size="xs"
            value="unchanged"
            label="Only if unchanged since the export"
            description="Compares revisions, so only for a file from this very bucket; keys that are gone since are left out too"
          />
        </div>
      </Radio.Group>
      <TextInput
        label="Prefix (optional)"
        description="Comes before every key of the file, for example restored."
        className="mono-input"
        value={draft.prefix}
        error={prefixProblem}
        onChange={(e) => change({ prefix: e.currentTarget.value })}
      />
      {deletions > 0 && (
        <Checkbox
          label={`Carry out the ${plural(deletions, 'deletion')} of the file too`}
          description="Deletes or purges keys that exist, by the rule above; without it deletions are left out"
          checked={draft.markers}
          onChange={(e) => change({ markers: e.currentTarget.checked })}
        />
      )}
    </>
  )
}

type NotesProps = { planned: Planned; bucket: Bucket; draft: Draft; change: (c: Partial<Draft>) => void }

/** What the dry run found in a sentence, and what would be lost or could be allowed. */
function PlanNotes({ planned, bucket, draft, change }: NotesProps) {
  const { counts, keptTtls, lostTtls, oddKeys } = planned
  return (
    <>
      <p className="form-note" role="status" aria-label="Dry run">
        It would be so: {sentence(planParts(counts))}; {bytes(planned.bytes)} to write. Nothing has been written yet.
      </p>
      {keptTtls > 0 && (
        <p className="form-note">{plural(keptTtls, 'key')} with the time to live of the file, counted anew from the import.</p>
      )}
      {lostTtls > 0 && (
        <p className="form-note attention">
          The time to live of {plural(lostTtls, 'key')} would be lost, and {lostTtls === 1 ? 'it stays' : 'they stay'} as long as
          the bucket keeps values:{' '}
          {bucket.per_key_ttl
            ? 'the bucket keeps older revisions, and when the new one went the value before it would come back.'
            : `the bucket ${bucket.name} does not allow one per key.`}
        </p>
      )}
      {oddKeys > 0 && (
        <Checkbox
          label={`Also write ${count(oddKeys)} with names that other clients may refuse`}
          description="Needs another dry run"
          checked={draft.anyKey}
          onChange={(e) => change({ anyKey: e.currentTarget.checked })}
        />
      )}
    </>
  )
}
