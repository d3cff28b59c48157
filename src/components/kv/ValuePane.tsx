import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { useEntry } from '~/hooks/kv.ts'
import { usePayloadClient } from '~/hooks/payload.ts'
import { count, duration } from '~/lib/format.ts'
import { contentOf } from '~/lib/kv/content.ts'
import { expiryOf } from '~/lib/kv/expiry.ts'
import { keyWarning } from '~/lib/kv/keys.ts'
import { visible } from '~/lib/payload/text.ts'
import type { KvBucketSearch } from '~/lib/search.ts'
import { matches, splitFilters } from '~/lib/subjects.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { draftName, keepDraft, settleDraft, useDraft } from '~/stores/kv-drafts.ts'
import type { KvKeysView } from '~/hooks/use-kv-keys.ts'
import { ChangeNotice } from './ChangeNotice.tsx'
import { EntryView } from './EntryView.tsx'
import { HistoryPanel } from './HistoryPanel.tsx'
import type { SetSearch } from './KeyToolbar.tsx'
import { RemoveForm } from './RemoveForm.tsx'
import { useChanges } from './use-changes.ts'
import { useExpired } from './use-expired.ts'
import { ValueEditor } from './ValueEditor.tsx'

type Props = {
  bucket: Bucket
  name: string
  view: KvKeysView | undefined
  /** The watch cannot tell of changes. */
  isBlind: boolean
  search: KvBucketSearch
  set: SetSearch
  onClose: () => void
}

/** The open key: its value now, its history, and what can be done to it. To be used below a key of the name. */
export function ValuePane({ bucket, name, view, isBlind, search, set, onClose }: Props) {
  const client = usePayloadClient()
  const known = view?.open?.key === name ? view.open : undefined
  const filters = splitFilters(search.filter ?? '')
  const isWatched = filters.length === 0 || filters.some((f) => matches(f, name))
  const isGone = known !== undefined && !known.entry && isWatched && view?.stats.complete === true
  const query = useEntry(bucket, name, known?.entry?.revision, isGone, known !== undefined || isBlind)
  const entry = query.data
  const draftKey = draftName(useConnectionLabel(), bucket, name)
  const draft = useDraft(draftKey)
  const failure = failureOf(query)
  const expired = useExpired(bucket, entry, query.dataUpdatedAt, query.refetch)
  const { said, confirm } = useChanges(entry, expired)
  const place = useRef<HTMLElement>(null)
  const isEditing = draft !== undefined
  const wasEditing = useRef(isEditing)
  useEffect(() => {
    if (wasEditing.current === isEditing) return
    wasEditing.current = isEditing
    // What was pressed has gone with what it was part of.
    if (document.activeElement !== document.body) return
    place.current?.querySelector<HTMLElement>(isEditing ? 'textarea, .drop-zone input' : '.body button')?.focus()
  }, [isEditing])
  const isBucketGone = view?.stats.state === 'deleted' || (failure?.kind === 'not-found' && draft !== undefined)
  return (
    <section ref={place} className="panel detail" aria-label={`Key ${name}`}>
      <h2 className="detail-head">
        <span className="mono" style={{ overflowWrap: 'anywhere' }}>
          {visible(name)}
        </span>
        <span className="push" />
        <SegmentedControl
          aria-label="Show"
          data={[
            { value: 'value', label: 'Value' },
            { value: 'history', label: 'History' },
          ]}
          value={search.history ? 'history' : 'value'}
          onChange={(v) => set({ history: v === 'history' || undefined })}
        />
        <ActionIcon variant="subtle" color="gray" aria-label="Close the key" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </h2>
      <div className="body">
        {said && !draft && <ChangeNotice said={said} />}
        {failure && !(draft && isBucketGone) && <ErrorNote error={failure} />}
        {search.history && entry !== undefined ? (
          <HistoryPanel bucket={bucket} name={name} latest={entry ?? undefined} client={client} onRestored={confirm} />
        ) : draft ? (
          // Whatever becomes of the key and its bucket, what was typed stays on screen.
          <ValueEditor
            bucket={bucket}
            name={name}
            entry={entry}
            draft={draft}
            onDraft={(d) => keepDraft(draftKey, d)}
            onSaved={(data, revision) => {
              settleDraft(draftKey, data, revision)
              confirm('Saved', revision)
            }}
            client={client}
            isBucketGone={isBucketGone}
            hasExpired={expired !== undefined}
          />
        ) : failure ? null : entry === undefined ? (
          <Loading lines={10} label="Loading the value" />
        ) : entry === null ? (
          <Nothing bucket={bucket} expired={expired} />
        ) : (
          <>
            {bucket.mirror_of !== undefined && (
              <p className="form-note attention">
                This bucket is a mirror: what is written here is written into {bucket.mirror_of}, and comes back from there.
              </p>
            )}
            <Actions bucket={bucket} entry={entry} draftKey={draftKey} onDone={confirm} />
            <EntryView
              key={`${entry.revision}`}
              bucket={bucket}
              entry={entry}
              client={client}
              search={search}
              onSearch={(change) => set(change, true)}
            />
          </>
        )}
      </div>
    </section>
  )
}

/** Why there is no value, as far as that is known. */
function Nothing({ bucket, expired }: { bucket: Bucket; expired: KvEntry | undefined }) {
  const expiry = expired && expiryOf(expired, bucket)
  if (!expired || !expiry) {
    return (
      <EmptyState title="There is no such key (any more)">
        Nothing is kept of it: it never had a value, or the last one aged out or was purged.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="The key has expired">
      {expiry.by === 'key' ? 'Its time to live' : 'The age limit of the bucket'} of {duration(expiry.of_ms)} ended at{' '}
      <Time at={new Date(expiry.at).toISOString()} />, and revision {count(expired.revision)} went with it.
    </EmptyState>
  )
}

type ActionsProps = { bucket: Bucket; entry: KvEntry; draftKey: string; onDone: (done: string, revision: bigint) => void }

/** What can be done to the latest revision of a key. */
function Actions({ bucket, entry, draftKey, onDone }: ActionsProps) {
  const [removing, setRemoving] = useState<'delete' | 'purge'>()
  const block = useBucketBlock(bucket)
  const isGone = entry.operation !== 'PUT'
  const warning = keyWarning(entry.key)
  const edit = () =>
    keepDraft(draftKey, { base: `${entry.revision}`, baseData: entry.data, content: contentOf(entry.data), ttl: '' })
  return (
    <>
      <div className="form-buttons">
        <ActionButton variant="default" disabledReason={block} onClick={edit}>
          {isGone ? 'Write a value' : 'Edit'}
        </ActionButton>
        <ActionButton
          variant="default"
          disabledReason={block ?? (isGone ? 'It is deleted already' : undefined)}
          onClick={() => setRemoving('delete')}
        >
          Delete
        </ActionButton>
        <ActionButton
          variant="outline"
          color="red"
          disabledReason={block ?? (bucket.deny_purge ? 'The bucket does not allow keys to be purged' : undefined)}
          onClick={() => setRemoving('purge')}
        >
          Purge
        </ActionButton>
      </div>
      {warning && <p className="dim form-note">{warning}</p>}
      {removing && (
        <RemoveForm
          bucket={bucket}
          entry={entry}
          how={removing}
          onClose={() => setRemoving(undefined)}
          onDone={(revision) => {
            setRemoving(undefined)
            onDone(removing === 'delete' ? 'Deleted' : 'Purged', revision)
          }}
        />
      )}
    </>
  )
}
