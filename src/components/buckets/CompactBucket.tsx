import { Progress, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { ProgressNews } from '~/components/ui/ProgressNews.tsx'
import { useStreams } from '~/hooks/streams.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { useCompaction, type Compacted } from '~/hooks/use-compaction.ts'
import { count, plural } from '~/lib/format.ts'
import { lengthProblem } from '~/lib/length.ts'
import { parseDuration } from '~/lib/time.ts'
import type { Tombstone } from '~/nats/kv-as-of.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { compactBlock, copiesOf } from './bucket-words.ts'

/** As the official clients have it: readers that were away for less still learn of what was deleted. */
const USUAL_AGE = '30m'
const MOST_SHOWN = 5

/** Counts the delete and purge markers older than an age, then removes exactly those. */
export function CompactBucket({ bucket, onClose }: { bucket: Bucket; onClose: () => void }) {
  const [age, setAge] = useState(USUAL_AGE)
  const [typed, setTyped] = useState('')
  const problem = age.trim() === '' ? 'Type an age; 0s takes every marker' : lengthProblem(age)
  const { preview, read, run, done, stop } = useCompaction(bucket, problem ? undefined : parseDuration(age))
  const streams = useStreams().data?.streams
  const mirrors = streams ? copiesOf(bucket.stream, streams).mirrors : []
  const found = problem ? undefined : preview.data
  const isCounting = !found && !preview.error && !problem
  const write = useWriteBlock()
  const block =
    write ??
    compactBlock(bucket) ??
    problem ??
    (found ? (found.length === 0 ? 'There is no marker to remove' : undefined) : 'The markers are not counted yet') ??
    (typed.trim() === bucket.name ? undefined : 'Type the name of the bucket first')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!block && found && !run.isPending) run.mutate(found)
  }
  return (
    <Dialog
      onClose={run.isPending ? stop : onClose}
      title={`Compact ${bucket.name}`}
      size="lg"
      closeOnClickOutside={!run.isPending}
      closeButtonProps={{ 'aria-label': run.isPending ? 'Stop' : 'Close' }}
    >
      <form onSubmit={submit} className="form" noValidate>
        <p className="form-note">
          A deleted or purged key leaves a marker, so that readers learn of it. Old markers are removed, and with them the whole
          history of these keys, for good: no value of theirs can be restored. Of a key that is written again meanwhile, what came
          before the marker goes too; what is written after it stays.
        </p>
        {run.data ? (
          <Result result={run.data} onClose={onClose} />
        ) : run.isPending ? (
          <div className="form">
            <Progress value={(100 * done) / Math.max(1, run.variables?.length ?? 1)} aria-label="Compaction" />
            <span className="num">
              {count(done)} of {plural(run.variables?.length ?? 0, 'marker')} removed
            </span>
            <ProgressNews what="Compaction" done={done} total={run.variables?.length ?? 0} />
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
            {isCounting && read && (
              <p className="form-note dim num">
                {count(read.read)} of {count(read.total)} values read
              </p>
            )}
            {preview.error && !problem && <ErrorNote error={explain(preview.error)} />}
            {found && found.length > 0 && (
              <TextInput
                label={`Type ${bucket.name} to remove ${plural(found.length, 'marker')} and their history`}
                className="mono-input"
                autoComplete="off"
                value={typed}
                onChange={(e) => setTyped(e.currentTarget.value)}
              />
            )}
            <div className="form-buttons">
              <ActionButton type="submit" color="red" disabledReason={block}>
                {found && found.length > 0 ? `Remove ${plural(found.length, 'marker')}` : 'Remove the markers'}
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

function Found({ found, mirrors }: { found: Tombstone[]; mirrors: string[] }) {
  const deleted = found.filter((t) => t.operation === 'DEL').length
  if (found.length === 0) return <>No marker is as old as that.</>
  return (
    <>
      <strong>{plural(found.length, 'marker')}</strong> to remove: {count(deleted)} of deleted keys,{' '}
      {count(found.length - deleted)} of purged ones.{' '}
      <span className="mono dim">
        {found
          .slice(0, MOST_SHOWN)
          .map((t) => t.key)
          .join(', ')}
        {found.length > MOST_SHOWN && ', …'}
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
      <p role="status" className={r.ended || first ? 'form-note' : 'form-note ok'}>
        {plural(r.keys, 'marker')} removed, {plural(r.purged, 'stored revision')} in all.
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
