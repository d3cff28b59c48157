import { Checkbox, Textarea } from '@mantine/core'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock, useSaveKey } from '~/hooks/kv-actions.ts'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { explain } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'
import { formatJson, jsonProblem, toBytes } from '~/lib/kv/editable.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { isKept, type KvDraft } from '~/stores/kv-drafts.ts'
import { Conflict } from './Conflict.tsx'

type Props = {
  bucket: Bucket
  name: string
  /** The latest revision; null when there is none any more. */
  entry: KvEntry | null
  draft: KvDraft
  onDraft: (draft: KvDraft | undefined) => void
  /** A text was saved; more may have been typed since. */
  onSaved: (text: string, revision: bigint) => void
  client: PayloadClient
}

/** Edits a value as text and saves it over the revision that it started from, and over no other. */
export function ValueEditor({ bucket, name, entry, draft, onDraft, onSaved, client }: Props) {
  const save = useSaveKey(bucket, name)
  const block = useBucketBlock(bucket)
  const { text, base, json } = draft
  const problem = json ? jsonProblem(text) : undefined
  const latest = entry ? `${entry.revision}` : undefined
  // A revision older than the base comes from a replica that lags, or from a moment ago.
  // While it is saved the latest may be what is being saved.
  const isOvertaken = !save.isPending && latest !== base && !(entry && base !== undefined && entry.revision < BigInt(base))
  // The promise is kept though the operator walks on to another key meanwhile. A failure shows by `save.error`.
  const write = (over: bigint | undefined) =>
    void save.mutateAsync({ data: toBytes(text, draft.lineEnd), over }).then(
      (revision) => onSaved(text, revision),
      () => {},
    )
  const error = save.error ? explain(save.error) : undefined
  const wrong = block ?? (problem && 'It is not valid JSON: see above') ?? (save.isPending ? 'Saving' : undefined)
  const reason = wrong ?? (isOvertaken ? 'Somebody else changed the key: decide below first' : undefined)
  return (
    <form
      className="form kv-editor"
      onSubmit={(e) => {
        e.preventDefault()
        if (!reason) write(base === undefined ? undefined : BigInt(base))
      }}
    >
      {isOvertaken && (
        <p className="kv-notice form-note" role="status">
          {entry === null
            ? 'The key has gone meanwhile. What you typed is kept.'
            : `Somebody else changed this key: it is at revision ${count(entry.revision)} now. What you typed is kept.`}
        </p>
      )}
      <Textarea
        label={base === undefined ? 'New value' : `New value, over revision ${count(BigInt(base))}`}
        className="mono-input"
        autosize
        minRows={10}
        maxRows={28}
        spellCheck={false}
        data-autofocus
        value={text}
        error={problem}
        onChange={(e) => onDraft({ ...draft, text: e.currentTarget.value })}
      />
      <div className="form-buttons">
        <ActionButton type="submit" loading={save.isPending} disabledReason={reason}>
          Save
        </ActionButton>
        <ActionButton
          variant="default"
          disabledReason={jsonProblem(text) ? 'It is not valid JSON' : undefined}
          onClick={() => onDraft({ ...draft, text: formatJson(text) })}
        >
          Format
        </ActionButton>
        <ActionButton variant="subtle" disabledReason={undefined} onClick={() => onDraft(undefined)}>
          {text === draft.baseText ? 'Cancel' : 'Discard what was typed'}
        </ActionButton>
        <Checkbox label="Check as JSON" checked={json} onChange={(e) => onDraft({ ...draft, json: e.currentTarget.checked })} />
      </div>
      {!isKept(draft) && <p className="attention form-note">It is too large to outlive a reload of the page.</p>}
      {error && !(isOvertaken && error.kind === 'conflict') && <ErrorNote error={error} />}
      {isOvertaken && (
        <Conflict
          draft={draft}
          theirs={entry}
          client={client}
          wrong={wrong}
          onSave={() => write(entry?.revision)}
          onTakeTheirs={() => onDraft(undefined)}
        />
      )}
    </form>
  )
}
