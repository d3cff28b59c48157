import { isTyped } from '~/lib/typed-name.ts'
import { Progress, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useOrphans } from '~/hooks/use-object-check.ts'
import { count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import type { OrphanList as Found } from '~/nats/obj-orphans.ts'
import { chosenAtFirst, progressWords, sumOf, sumWords } from './orphan-words.ts'
import { OrphanList } from './OrphanList.tsx'

type Props = {
  bucket: ObjBucket
  /** Why nothing can be written: looking needs no writing. */
  block: string | undefined
  onClose: () => void
}

/** Looks for chunks that belong to no object, says which, and takes those away that are chosen. */
export function FindOrphans({ bucket, block, onClose }: Props) {
  const { state, cleaning, progress, list, own, results, failure, find, clean, stop } = useOrphans(bucket)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [typed, setTyped] = useState('')
  const begin = useRef(find)
  useEffect(() => void begin.current(), [])
  const [known, setKnown] = useState<Found>()
  if (list && list !== known && state === 'done') {
    setKnown(list)
    setChosen(chosenAtFirst(list))
    setTyped('')
  }
  const isFinding = state === 'busy'
  const isCleaning = cleaning === 'busy'
  const orphans = state === 'done' ? (list?.orphans ?? []) : []
  const wanted = orphans.filter((o) => chosen.has(o.nuid))
  const sum = sumOf(wanted)
  const reason =
    block ??
    (bucket.deny_purge ? 'The bucket does not allow anything to be purged: its chunks can only go with it' : undefined) ??
    (wanted.length === 0 ? 'Choose what is to go first' : undefined) ??
    (isTyped(typed, bucket.name) ? undefined : `Type ${bucket.name} first`)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) void clean(wanted.map((o) => o.nuid))
  }
  const counts = { cleaned: 0, kept: 0, gone: 0 }
  for (const { result } of results.values()) counts[result]++
  const share = progress?.what === 'orphans' && progress.total > 0 ? progress.done / progress.total : 0
  return (
    <BulkModal
      title={`Orphan chunks in ${bucket.name}`}
      busy={isCleaning ? 'Taking orphan chunks away' : undefined}
      onClose={onClose}
    >
      <p className="form-note">
        An orphan is chunks that no object refers to: what is left of uploads that broke off, and of deletes that did. Nobody can
        read them, and they take room in the bucket.
      </p>
      {failure && <ErrorNote error={failure} />}
      {isFinding && (
        <div className="bulk-progress">
          <Progress.Root size="sm">
            <Progress.Section value={100 * share} aria-label="Looking for orphans" />
          </Progress.Root>
          <div className="form-buttons" style={{ alignItems: 'center' }}>
            <span className="num" role="status">
              {progressWords(progress)}
            </span>
            <span className="push" />
            <ActionButton variant="default" disabledReason={undefined} onClick={stop}>
              Stop
            </ActionButton>
          </div>
        </div>
      )}
      {state === 'stopped' && (
        <p className="form-note" role="status">
          Stopped: it is not known whether there are any.
        </p>
      )}
      {state === 'done' && list && (
        <>
          {list.unreadable.length > 0 && (
            <p className="form-note attention">
              {plural(list.unreadable.length, 'meta')} of this bucket cannot be read (
              <span className="mono">
                {list.unreadable
                  .slice(0, 3)
                  .map((s) => visible(s))
                  .join(', ')}
              </span>
              {list.unreadable.length > 3 && ` and ${count(list.unreadable.length - 3)} more`}): what they refer to looks like an
              orphan here. So nothing is chosen: take away only what you know.
            </p>
          )}
          <p className="form-note" role="status">
            {orphans.length === 0
              ? `There are none: each of ${plural(list.looked, 'set')} of chunks belongs to an object.`
              : results.size === 0
                ? `${sumWords(sumOf(orphans))}, of ${plural(list.looked, 'set')} of chunks.`
                : `${count(counts.cleaned)} taken away, ${count(counts.kept)} kept${counts.gone > 0 ? `, ${count(counts.gone)} gone already` : ''}${isCleaning ? ` of ${count(wanted.length)}` : ''}.${cleaning === 'stopped' ? ' Stopped: the rest is as it was.' : ''}`}
          </p>
          {orphans.length > 0 && (
            <OrphanList
              orphans={orphans}
              own={own}
              results={results}
              chosen={chosen}
              onChoose={cleaning === 'idle' ? setChosen : undefined}
            />
          )}
        </>
      )}
      {isCleaning ? (
        <div className="form-buttons">
          <ActionButton variant="default" disabledReason={undefined} onClick={stop}>
            Stop
          </ActionButton>
        </div>
      ) : orphans.length > 0 && cleaning === 'idle' ? (
        <form className="form" onSubmit={submit}>
          <p className="form-note">
            {wanted.length === 0 ? (
              'Nothing is chosen.'
            ) : (
              <>
                What goes for good: <b>{sumWords(sum)}</b>. One that grows or gets its object before it goes is kept, and told.
              </>
            )}
          </p>
          <TextInput
            label={`Type ${bucket.name} to take them away`}
            className="mono-input"
            autoComplete="off"
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
          />
          <div className="form-buttons">
            <ActionButton type="submit" color="red" disabledReason={reason}>
              Take {plural(wanted.length, 'orphan')} away
            </ActionButton>
            <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
              Cancel
            </ActionButton>
          </div>
        </form>
      ) : (
        !isFinding && (
          <div className="form-buttons">
            <ActionButton variant="default" disabledReason={undefined} onClick={() => void find()}>
              Look again
            </ActionButton>
            <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
              Done
            </ActionButton>
          </div>
        )
      )}
    </BulkModal>
  )
}
