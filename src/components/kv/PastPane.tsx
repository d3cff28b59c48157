import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { useEntry, useRevision } from '~/hooks/kv.ts'
import { usePayloadClient } from '~/hooks/payload.ts'
import { count } from '~/lib/format.ts'
import type { PastKey } from '~/lib/kv/past.ts'
import { visible } from '~/lib/payload/text.ts'
import type { KvBucketSearch } from '~/lib/search.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { EntryView } from './EntryView.tsx'
import { HistoryPanel } from './HistoryPanel.tsx'
import type { SetSearch } from './KeyToolbar.tsx'
import { operationWords } from './kv-words.ts'
import { doubtWords } from './past-words.ts'
import { PastBeside } from './PastBeside.tsx'
import { RestorePast } from './RestorePast.tsx'

type Props = {
  bucket: Bucket
  name: string
  /** What is known of the key; absent until the past is read. */
  known: PastKey | undefined
  search: KvBucketSearch
  set: SetSearch
  onLatest: (name: string, entry: KvEntry | null) => void
  onClose: () => void
}

/** The open key as it was: its value then, beside the present one, its history. To be used below a key of the name. */
export function PastPane({ bucket, name, known, search, set, onLatest, onClose }: Props) {
  const client = usePayloadClient()
  const { before: then, after: now } = known ?? {}
  const hadValue = then?.operation === 'PUT'
  const old = useRevision(bucket, name, hadValue ? then.revision : undefined)
  const present = useEntry(bucket, name, undefined, false, true)
  const entry = present.data
  const [restored, setRestored] = useState<bigint>()
  const show = search.history ? 'history' : (search.beside ?? (search.diff ? 'now' : 'then'))
  const isNews =
    known !== undefined && entry !== undefined && (entry === null ? now !== undefined : isNewer(entry, now?.revision))
  useEffect(() => {
    if (isNews && entry !== undefined) onLatest(name, entry)
  }, [isNews, name, entry, onLatest])
  const failure = failureOf(old) ?? failureOf(present)
  return (
    <section className="panel detail" aria-label={`Key ${name} then`}>
      <h2 className="detail-head">
        <span className="mono" style={{ overflowWrap: 'anywhere' }}>
          {visible(name)}
        </span>
        <span className="push" />
        <SegmentedControl
          aria-label="Show"
          data={[
            { value: 'then', label: 'Then' },
            { value: 'now', label: 'Beside now' },
            { value: 'history', label: 'History' },
          ]}
          value={show}
          onChange={(v) => set({ history: v === 'history' || undefined, beside: v === 'then' || v === 'now' ? v : undefined })}
        />
        <ActionIcon variant="subtle" color="gray" aria-label="Close the key" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </h2>
      <div className="body">
        {restored !== undefined && (
          <p className="form-note ok" role="status">
            Restored: the value of then is revision {count(restored)} now.
          </p>
        )}
        {failure ? (
          <ErrorNote error={failure} />
        ) : !known || entry === undefined || (hadValue && old.data === undefined) ? (
          <Loading lines={10} label="Loading the value" />
        ) : search.history ? (
          <HistoryPanel
            bucket={bucket}
            name={name}
            latest={entry ?? undefined}
            client={client}
            then={{ revision: then?.revision }}
          />
        ) : (
          <>
            <Then known={known} old={old.data ?? null} history={bucket.history} />
            {old.data && <Restore bucket={bucket} old={old.data} latest={entry} client={client} onDone={setRestored} />}
            {show === 'now' ? (
              <PastBeside known={known} old={old.data ?? null} entry={entry} client={client} />
            ) : (
              old.data && (
                <EntryView
                  key={`${old.data.revision}`}
                  bucket={ageless(bucket)}
                  entry={ageless(old.data)}
                  client={client}
                  search={search}
                  onSearch={(change) => set(change, true)}
                />
              )
            )}
          </>
        )}
      </div>
    </section>
  )
}

const isNewer = (entry: KvEntry, than: bigint | undefined) => than === undefined || entry.revision > than

/** What was left of a time to live is no matter of the present. */
function ageless<T extends { ttl_ms?: number }>(whole: T): Omit<T, 'ttl_ms'> {
  const { ttl_ms: _, ...rest } = whole
  return rest
}

/** Why there is no value of then. */
function Then({ known: { before: then, doubt }, old, history }: { known: PastKey; old: KvEntry | null; history: number }) {
  if (old) return null
  if (then?.operation === 'PUT')
    return (
      <EmptyState title="That value has gone meanwhile">
        Revision {count(then.revision)} was there when the past was read; the history’s limit or a purge has taken it since. Read
        the past again.
      </EmptyState>
    )
  if (then)
    return (
      <EmptyState title="The key had no value then">
        It was {operationWords(then.operation, then.marker)} before, by revision {count(then.revision)} at{' '}
        <Time at={then.created} />.
      </EmptyState>
    )
  if (doubt && doubt !== 'created')
    return <EmptyState title="Whether the key had a value then is in doubt">{doubtWords(doubt, history)}</EmptyState>
  return (
    <EmptyState title={doubt ? 'There was no such key then' : 'Nothing is kept of such a key from then'}>
      {doubt
        ? doubtWords(doubt, history)
        : 'It was not there, or what it was has gone since: by age, by a time to live, by a purge or a compaction.'}
    </EmptyState>
  )
}

type RestoreProps = Pick<Parameters<typeof RestorePast>[0], 'bucket' | 'old' | 'latest' | 'client' | 'onDone'>

/** The one thing that is written from the past. */
function Restore({ onDone, ...rest }: RestoreProps) {
  const [open, setOpen] = useState(false)
  const block = useBucketBlock(rest.bucket)
  const isPresent = rest.latest?.revision === rest.old.revision
  return (
    <div className="form-buttons">
      <ActionButton
        variant="default"
        disabledReason={block ?? (isPresent ? 'It is the present value: the key has not changed since' : undefined)}
        onClick={() => setOpen(true)}
      >
        Restore this value…
      </ActionButton>
      {open && (
        <RestorePast
          {...rest}
          onClose={() => setOpen(false)}
          onDone={(revision) => {
            setOpen(false)
            onDone(revision)
          }}
        />
      )}
    </div>
  )
}
