import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { restoreProblem, useStreamFiles, type BackupFacts, type Clashes } from '~/hooks/use-stream-files.ts'
import { bytes, count, duration, plural } from '~/lib/format.ts'
import { agedOut } from '~/lib/backup/aged-out.ts'
import { nameProblem } from '~/lib/stream-config/names.ts'
import { joinSubjects, splitSubjects } from '~/lib/subjects-text.ts'
import { filtersProblem } from '~/lib/subjects.ts'
import type { Restored } from '~/nats/stream-restore.ts'
import { FileProgress } from './FileProgress.tsx'
import { FilePick } from '~/components/shared/FilePick.tsx'

const READING = 'Reading the backup'
const RESTORING = 'Restoring'
/** What is typed is held against the server when it has rested for so long. */
const REST_MS = 300

/** Makes a stream anew out of a backup, also under another name. */
export function RestoreStream({ onClose }: { onClose: () => void }) {
  const files = useStreamFiles()
  const block = useWriteBlock()
  const [facts, setFacts] = useState<BackupFacts>()
  const [name, setName] = useState('')
  const [subjects, setSubjects] = useState('')
  const [replicas, setReplicas] = useState(1)
  const [isPlaced, setPlaced] = useState(true)
  const [isAgeless, setAgeless] = useState(false)
  const [made, setMade] = useState<Restored>()
  const { view, failure, busy, run, ask } = files
  const wanted = [...new Set(splitSubjects(subjects))]
  const listed = joinSubjects(wanted)
  const typedProblem = nameProblem(name) ?? (facts && restoreProblem(facts, name, files.apiLevel))
  const subjectProblem = filtersProblem(wanted)
  const isMirror = facts?.mirror !== undefined
  const clashes = useClashes(facts !== undefined && !busy && !typedProblem && !subjectProblem, name, listed, ask)
  const takenProblem =
    typedProblem ?? (clashes?.isTaken ? 'A stream of this name exists already, and a restore never writes into one' : undefined)
  const overlap = clashes?.overlaps[0]
  const subjectsProblem =
    subjectProblem ?? (overlap && `${overlap.streams.join(', ')} listens on ${overlap.subject} already: choose other subjects`)
  const read = async (picked: File[]) => {
    if (picked.length === 0 || busy) return
    setFacts(undefined)
    setMade(undefined)
    const found = await run(READING, (w) => w.readBackup(picked), { atOnce: true })
    if (!found) return
    setFacts(found)
    setName(found.name)
    setSubjects(joinSubjects(found.subjects))
    setReplicas(found.replicas)
    setPlaced(true)
    setAgeless(false)
  }
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (reason || busy) return
    const done = await run(RESTORING, (w) =>
      w.restore({ name, subjects: wanted, replicas, anywhere: !isPlaced, ageless: isAgeless }),
    )
    files.refresh() // of what failed nothing is left, or it has been said
    if (done) setMade(done)
  }
  const reason =
    block ??
    (facts ? undefined : 'Choose the backup first') ??
    (takenProblem || subjectsProblem ? 'Mend the fields above first' : undefined) ??
    (clashes ? undefined : 'The name is being looked up')
  const at = view.restoring
  const placed = facts && placementWords(facts.placement)
  const [opened] = useState(Date.now)
  const aged = facts && agedOut(facts, facts.maxAge, opened)
  return (
    <BulkModal
      title="Restore a stream"
      busy={busy}
      leaving="Leaving stops it, and takes what there is of the stream away again."
      onClose={onClose}
    >
      <form className="form" onSubmit={(e) => void submit(e)}>
        {!made && (
          <fieldset className="plain form" disabled={busy !== undefined}>
            <FilePick
              label="Backup"
              multiple
              buttons={['Choose the backup', 'Choose another']}
              accept=".zip,.tar,.json,.s2"
              isReading={busy === READING}
              picked={
                facts && (
                  <>
                    A backup of <b className="mono">{facts.name}</b>
                  </>
                )
              }
              hint="or drop it here: the file that a backup made, or backup.json and stream.tar.s2 together"
              onFiles={(picked) => void read(picked)}
            />
            {facts && <BackupPanel facts={facts} />}
            {facts && (
              <>
                <TextInput
                  label="Restore as"
                  className="mono-input"
                  value={name}
                  error={takenProblem}
                  onChange={(e) => setName(e.currentTarget.value.trim())}
                />
                {!isMirror && (
                  <TextInput
                    label="Subjects that it listens on"
                    description="Separated by commas. Its messages keep the subjects that they were stored under"
                    className="mono-input"
                    value={subjects}
                    error={subjectsProblem}
                    onChange={(e) => setSubjects(e.currentTarget.value)}
                  />
                )}
                <NativeSelect
                  size="xs"
                  label="Replicas"
                  description={`The backup had ${count(facts.replicas)}`}
                  data={[...new Set([1, 3, 5, facts.replicas])].sort((a, b) => a - b).map(String)}
                  value={String(replicas)}
                  onChange={(e) => setReplicas(Number(e.currentTarget.value))}
                />
                {placed && (
                  <Checkbox
                    label={`Place it as it was: ${placed}`}
                    description="Not ticked, the server chooses where it is. Servers that have no such cluster or tags refuse it"
                    checked={isPlaced}
                    onChange={(e) => setPlaced(e.currentTarget.checked)}
                  />
                )}
                {aged && facts.maxAge !== undefined && (
                  <Checkbox
                    label={`Without its age limit of ${duration(facts.maxAge)}`}
                    description={
                      isAgeless
                        ? 'Its messages stay. Set a limit again when they are no longer needed'
                        : `Its messages keep their times: ${aged === 'all' ? 'all are older than that, and go' : 'those that are older go'} as soon as it is restored`
                    }
                    styles={isAgeless ? {} : { description: { color: 'var(--attention)' } }}
                    checked={isAgeless}
                    onChange={(e) => setAgeless(e.currentTarget.checked)}
                  />
                )}
              </>
            )}
          </fieldset>
        )}
        {failure && <ErrorNote error={failure} />}
        {made && <Made made={made} aged={isAgeless ? undefined : aged} />}
        {busy === RESTORING ? (
          <FileProgress
            label={RESTORING}
            done={at?.sent ?? 0}
            total={at?.total ?? 0}
            moved={at?.sent ?? 0}
            waiting={view.waiting}
            goesOn={false}
            onCancel={files.cancel}
          >
            {at?.isEnding ? 'the server puts it together' : `${bytes(at?.sent ?? 0)} of ${bytes(at?.total ?? 0)} sent`}
          </FileProgress>
        ) : (
          <div className="form-buttons">
            {made ? (
              <Button variant="default" onClick={onClose}>
                Done
              </Button>
            ) : (
              <ActionButton type="submit" disabledReason={reason}>
                {facts ? `Restore ${plural(facts.messages, 'message')}` : 'Restore'}
              </ActionButton>
            )}
          </div>
        )}
        {busy === RESTORING && (
          <p className="dim form-note">
            Until it is done the stream may be seen with a part of its messages. Stopped, it is taken away again.
          </p>
        )}
      </form>
    </BulkModal>
  )
}

function placementWords({ cluster, tags }: BackupFacts['placement']): string {
  return [cluster && `cluster ${cluster}`, tags.length > 0 && `tags ${tags.join(', ')}`].filter(Boolean).join(', ')
}

type Ask = ReturnType<typeof useStreamFiles>['ask']

/** What is in the way of this name and these subjects; undefined until that is known. */
function useClashes(isOn: boolean, name: string, listed: string, ask: Ask): Clashes | undefined {
  const [found, setFound] = useState<{ key: string; clashes: Clashes }>()
  const key = `${name} ${listed}`
  useEffect(() => {
    if (!isOn) return undefined
    let ended = false
    const look = async () => {
      const found = await ask<Clashes>((w) => w.clashes({ name, subjects: splitSubjects(listed) }))
      // Where it cannot be asked the server says so when it is done.
      if (!ended) setFound({ key, clashes: found ?? { isTaken: false, overlaps: [] } })
    }
    const timer = setTimeout(() => void look(), REST_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [isOn, key, name, listed, ask])
  return found?.key === key ? found.clashes : undefined
}

function BackupPanel({ facts }: { facts: BackupFacts }) {
  const copied = [...(facts.mirror === undefined ? [] : [facts.mirror]), ...facts.sources]
  return (
    <dl className="facts">
      <Fact name="Messages">
        {count(facts.messages)}, {bytes(facts.bytes)}, up to sequence {count(BigInt(facts.lastSeq))}
      </Fact>
      <Fact name="From, to">
        {facts.messages > 0 && (
          <span className="mono">
            <Time at={facts.firstTime} /> – <Time at={facts.lastTime} />
          </span>
        )}
      </Fact>
      <Fact name="Archive">
        {bytes(facts.size)},{' '}
        {facts.kind === 'messages'
          ? 'of nats-server 2.15 or later'
          : facts.kind === 'blocks'
            ? 'of a nats-server before 2.15'
            : 'of an unknown kind'}
      </Fact>
      <Fact name="Storage">
        {facts.storage}, {plural(facts.replicas, 'replica')}
      </Fact>
      <Fact name="Copies from">
        {copied.length > 0 && (
          <>
            <span className="mono">{copied.join(', ')}</span>: restored, it goes on copying
          </>
        )}
      </Fact>
      <Fact name="Consumers">{count(facts.consumers)} when it was made; in the file unless they were left out</Fact>
    </dl>
  )
}

function Made({ made, aged }: { made: Restored; aged: ReturnType<typeof agedOut> }) {
  return (
    <>
      <p className={`form-note ${aged === 'all' ? 'attention' : 'ok'}`} role="status" aria-label="Result">
        <Link to="/streams/$stream" params={{ stream: made.name }} className="mono">
          {made.name}
        </Link>{' '}
        is restored: {plural(made.messages, 'message')}, sequences {count(made.first)} to {count(made.last)}.
      </p>
      {aged && (
        <p className="form-note attention">
          {aged === 'all' ? 'All of them are' : 'Some of them are'} older than its age limit: the server takes those away within
          moments.
        </p>
      )}
      {!aged && made.missing > 0 && (
        <p className="form-note attention">
          The backup has {plural(made.missing, 'message')} more: the limits of the stream, as its age limit, have taken them
          already.
        </p>
      )}
      <dl className="facts">
        <Fact name="stream.tar.s2">{`${count(made.sent)} bytes`}</Fact>
        <Fact name="Its SHA-256">
          <span className="mono digest">{made.digest}</span>
        </Fact>
      </dl>
    </>
  )
}
