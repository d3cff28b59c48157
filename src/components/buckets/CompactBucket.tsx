import { isTyped } from '~/lib/typed-name.ts'
import { Button, Progress, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { ProgressNews } from '~/components/ui/ProgressNews.tsx'
import { useStreams } from '~/hooks/streams.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { useCompaction, type Compacted } from '~/hooks/use-compaction.ts'
import { count, plural } from '~/lib/format.ts'
import { lengthProblem } from '~/lib/length.ts'
import { parseDuration } from '~/lib/time.ts'
import type { TombstoneCount } from '~/lib/kv/tombstones.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { compactBlock, copiesOf } from './bucket-words.ts'

/** As the official clients have it: readers that were away for less still learn of what was deleted. */
const USUAL_AGE = '30m'

/** Counts the delete and purge markers older than an age, then removes exactly those. */
export function CompactBucket({ bucket, onClose }: { bucket: Bucket; onClose: () => void }) {
  const [age, setAge] = useState(USUAL_AGE)
  const [typed, setTyped] = useState('')
  const problem = age.trim() === '' ? 'Type an age; 0s takes every marker' : lengthProblem(age)
  const {
    found: counted,
    progress,
    waiting,
    readAgain,
    failure,
    compact,
    total,
    result,
    stop,
  } = useCompaction(bucket, problem ? undefined : parseDuration(age))
  const streams = useStreams().data?.streams
  const mirrors = streams ? copiesOf(bucket.stream, streams).mirrors : []
  const found = problem ? undefined : counted
  const isRunning = total !== undefined
  const isCounting = !found && !failure && !problem
  const write = useWriteBlock()
  const block =
    write ??
    compactBlock(bucket) ??
    problem ??
    (found ? (found.keys === 0 ? 'There is no marker to remove' : undefined) : 'The markers are not counted yet') ??
    (isTyped(typed, bucket.name) ? undefined : 'Type the name of the bucket first')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!block && found && !isRunning) void compact()
  }
  return (
    <Dialog
      onClose={isRunning ? stop : onClose}
      title={`Compact ${bucket.name}`}
      size="lg"
      closeOnClickOutside={!isRunning}
      closeButtonProps={{ 'aria-label': isRunning ? 'Stop' : 'Close' }}
    >
      <form onSubmit={submit} className="form" noValidate>
        <p className="form-note">
          A deleted or purged key leaves a marker, so that readers learn of it. Old markers are removed, and with them the whole
          history of these keys, for good: no value of theirs can be restored. Of a key that is written again meanwhile, what came
          before the marker goes too; what is written after it stays.
        </p>
        {result ? (
          <Result result={result} onClose={onClose} />
        ) : isRunning ? (
          <div className="form">
            <Progress value={(100 * (progress?.done ?? 0)) / Math.max(1, total)} aria-label="Compaction" />
            <span className="num">
              {count(progress?.done ?? 0)} of {plural(total, 'marker')} done
            </span>
            <ProgressNews what="Compaction" done={progress?.done ?? 0} total={total} />
            <div>
              <ActionButton variant="default" disabledReason={undefined} onClick={stop}>
                Stop
              </ActionButton>
            </div>
          </div>
        ) : (
          <>
            <TextInput
              label="Markers older than"
              description="A length of time: 30m, 12h, 7d. Readers that were away for longer do not learn of these keys"
              className="mono-input"
              autoComplete="off"
              data-autofocus
              value={age}
              error={problem}
              onChange={(e) => setAge(e.currentTarget.value)}
            />
            <div role="status" aria-label="Preview" className="form-note">
              {found ? <Found found={found} mirrors={mirrors} /> : isCounting ? 'Counting markers…' : null}
            </div>
            {isCounting && progress && (
              <p className="form-note dim num">
                {count(progress.done)} of {count(progress.total)} values read
              </p>
            )}
            {isCounting &&
              waiting !== undefined &&
              (waiting ? <ErrorNote error={waiting} /> : <p className="form-note">Waiting for the connection…</p>)}
            {failure && (
              <ErrorNote error={failure}>
                {readAgain && (
                  <Button variant="default" size="compact-sm" onClick={readAgain}>
                    Read again
                  </Button>
                )}
              </ErrorNote>
            )}
            {found && found.keys > 0 && (
              <TextInput
                label={`Type ${bucket.name} to remove ${plural(found.keys, 'marker')} and their history`}
                className="mono-input"
                autoComplete="off"
                value={typed}
                onChange={(e) => setTyped(e.currentTarget.value)}
              />
            )}
            <div className="form-buttons">
              <ActionButton type="submit" color="red" disabledReason={block}>
                {found && found.keys > 0 ? `Remove ${plural(found.keys, 'marker')}` : 'Remove the markers'}
              </ActionButton>
              <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
                Cancel
              </ActionButton>
            </div>
          </>
        )}
      </form>
    </Dialog>
  )
}

function Found({ found, mirrors }: { found: TombstoneCount; mirrors: string[] }) {
  const { keys, deleted, first } = found
  if (keys === 0) return <>No marker is as old as that.</>
  return (
    <>
      <strong>{plural(keys, 'marker')}</strong> to remove: {count(deleted)} of deleted keys, {count(keys - deleted)} of purged
      ones.{' '}
      <span className="mono dim">
        {first.join(', ')}
        {keys > first.length && ', …'}
      </span>
      {mirrors.length > 0 && (
        <div className="attention">Mirrors are not compacted with it; they keep their copies: {mirrors.join(', ')}.</div>
      )}
    </>
  )
}

function Result({ result: r, onClose }: { result: Compacted; onClose: () => void }) {
  const [first] = r.failed
  return (
    <>
      <p role="status" className={r.ended || first || r.unsure > 0 ? 'form-note' : 'form-note ok'}>
        {plural(r.keys, 'marker')} removed, {plural(r.purged, 'stored revision')} in all.
        {r.unsure > 0 &&
          ` Of ${plural(r.unsure, 'marker')} it is not known: the answer was lost. Compact again to see whether they are left.`}
        {r.left > 0 && ` ${plural(r.left, 'marker')} left.`}
      </p>
      {r.ended && r.ended.kind !== 'aborted' && <ErrorNote error={r.ended} />}
      {r.ended?.kind === 'aborted' && <p className="form-note">Stopped before the end; compact again for the rest.</p>}
      {first && (
        <ErrorNote
          error={{ ...first.error, message: `${plural(r.failed.length, 'marker')} could not be removed: ${first.error.message}` }}
        />
      )}
      <div>
        <ActionButton disabledReason={undefined} onClick={onClose}>
          Done
        </ActionButton>
      </div>
    </>
  )
}
