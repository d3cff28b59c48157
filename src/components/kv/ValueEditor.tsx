import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock, useSaveKey } from '~/hooks/kv-actions.ts'
import { useSizeProblem } from '~/hooks/kv-value.ts'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { explain } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'
import { bytesOf, standsFor } from '~/lib/kv/content.ts'
import { ownHeaders } from '~/lib/kv/dump.ts'
import { ttlOf } from '~/lib/kv/ttl.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { isKept, type KvDraft } from '~/stores/kv-drafts.ts'
import { conflictWords } from './conflict-words.ts'
import { Conflict } from './Conflict.tsx'
import { TtlField, ttlTrouble } from './TtlField.tsx'
import { contentProblem, ValueField } from './ValueField.tsx'

type Props = {
  bucket: Bucket
  name: string
  /** The latest revision; null when there is none any more; undefined while that is not known. */
  entry: KvEntry | null | undefined
  draft: KvDraft
  onDraft: (draft: KvDraft | undefined) => void
  /** A value was saved; more may have been typed since. */
  onSaved: (data: Uint8Array, revision: bigint) => void
  client: PayloadClient
  /** The bucket is no longer there. */
  isBucketGone: boolean
  /** The value that was looked at went by its time to live. */
  hasExpired: boolean
}

/** Edits a value and saves it over the revision that it started from, and over no other. */
export function ValueEditor({ bucket, name, entry, draft, onDraft, onSaved, client, isBucketGone, hasExpired }: Props) {
  const save = useSaveKey(bucket, name)
  const writeBlock = useBucketBlock(bucket)
  const sizeProblemOf = useSizeProblem(bucket)
  const { base, content, ttl } = draft
  const ttl_ms = ttlOf(ttl)
  const kept = entry?.operation === 'PUT' ? ownHeaders(entry.headers) : []
  const sizeProblem = (size: number) => sizeProblemOf(size, BigInt(base ?? 0), ttl_ms, kept)
  const latest = entry ? `${entry.revision}` : undefined
  const error = save.error ? explain(save.error) : undefined
  // A revision older than the base comes from a replica that lags, or from a moment ago, unless the server refused the base.
  const isOlder = entry && base !== undefined && entry.revision < BigInt(base) && error?.kind !== 'conflict'
  // While it is saved the latest may be what is being saved.
  const isOvertaken = !save.isPending && entry !== undefined && latest !== base && !isOlder && !isBucketGone
  // The promise is kept though the operator walks on to another key meanwhile. A failure shows by `save.error`.
  const write = (over: bigint | undefined) => {
    const read = bytesOf(content)
    if (!('data' in read)) return
    const { data } = read
    void save.mutateAsync({ data, over, ttl_ms, base: entry ?? undefined }).then(
      (revision) => onSaved(data, revision),
      () => {},
    )
  }
  const block = isBucketGone ? 'The bucket is gone' : writeBlock
  const ttlWrong = ttlTrouble(bucket, entry, ttl)
  const wrong = block ?? contentProblem(content, sizeProblem) ?? ttlWrong ?? (save.isPending ? 'Saving' : undefined)
  const words = isOvertaken ? conflictWords(base, entry, hasExpired) : undefined
  const reason = wrong ?? words?.reason
  const notice = isBucketGone
    ? `The bucket ${bucket.name} has been deleted: there is nowhere to save this.`
    : bucket.sealed
      ? `The bucket ${bucket.name} has been sealed: nothing can be written into it any more.`
      : words?.notice
  return (
    <form
      className="form kv-editor"
      onSubmit={(e) => {
        e.preventDefault()
        if (!reason) write(base === undefined ? undefined : BigInt(base))
      }}
    >
      {notice && (
        <p className="kv-notice form-note" role="status">
          {notice} What you typed is kept.
        </p>
      )}
      <ValueField
        label={base === undefined ? 'New value' : `New value, over revision ${count(BigInt(base))}`}
        content={content}
        onContent={(c) => onDraft({ ...draft, content: c })}
        sizeProblem={sizeProblem}
      />
      <TtlField bucket={bucket} latest={entry} value={ttl} onChange={(t) => onDraft({ ...draft, ttl: t })} />
      <div className="form-buttons">
        <ActionButton type="submit" loading={save.isPending} disabledReason={reason}>
          Save
        </ActionButton>
        <ActionButton variant="subtle" disabledReason={undefined} onClick={() => onDraft(undefined)}>
          {standsFor(content, draft.baseData) ? 'Cancel' : 'Discard what was typed'}
        </ActionButton>
      </div>
      {kept.length > 0 && (
        <p className="dim form-note">
          Kept with the new value, as its writer set them: {[...new Set(kept.map(([name]) => visible(name)))].join(', ')}.
        </p>
      )}
      {!isKept(draft) && <p className="attention form-note">It is too large to outlive a reload of the page.</p>}
      {error && !(isOvertaken && error.kind === 'conflict') && <ErrorNote error={error} />}
      {isOvertaken && (
        <Conflict
          key={base}
          draft={draft}
          latest={entry}
          hasExpired={hasExpired}
          client={client}
          wrong={wrong}
          onSave={write}
          onMerged={(merged) => onDraft(merged)}
          onTakeTheirs={() => onDraft(undefined)}
        />
      )}
    </form>
  )
}
