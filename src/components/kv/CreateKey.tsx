import { TextInput } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock, useCreateKey } from '~/hooks/kv-actions.ts'
import { useSizeProblem } from '~/hooks/kv-value.ts'
import { explain } from '~/hooks/use-connection.ts'
import { keyProblem } from '~/lib/kv/keys.ts'
import { bytesOf, NO_CONTENT } from '~/lib/kv/content.ts'
import { ttlOf } from '~/lib/kv/ttl.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { isKept, keepDraft, newKeyDraft, useDraft, type KvDraft } from '~/stores/kv-drafts.ts'
import { TtlField, ttlTrouble } from './TtlField.tsx'
import { contentProblem, ValueField } from './ValueField.tsx'

const nothing: KvDraft = { baseData: new Uint8Array(), content: NO_CONTENT, ttl: '' }

function isBlank({ newKey = '', content, ttl }: KvDraft): boolean {
  return newKey === '' && ttl === '' && content.as === 'text' && content.text === ''
}

/** Opens the form for a new key. What is typed stays when the form is closed unsaved, and when the page is loaded anew. */
export function CreateKey({ bucket, onMade }: { bucket: Bucket; onMade: (key: string) => void }) {
  const [open, setOpen] = useState(false)
  const draftKey = newKeyDraft(useConnectionLabel(), bucket)
  const draft = useDraft(draftKey) ?? nothing
  const block = useBucketBlock(bucket)
  return (
    <>
      <ActionButton variant="default" disabledReason={block} onClick={() => setOpen(true)}>
        New key
      </ActionButton>
      {open && (
        <CreateForm
          bucket={bucket}
          draft={draft}
          setDraft={(d) => keepDraft(draftKey, d)}
          onDiscard={() => keepDraft(draftKey, undefined)}
          onClose={() => setOpen(false)}
          onShow={(key) => {
            setOpen(false)
            onMade(key)
          }}
          onMade={() => {
            setOpen(false)
            keepDraft(draftKey, undefined)
            onMade(draft.newKey ?? '')
          }}
        />
      )}
    </>
  )
}

type FormProps = {
  bucket: Bucket
  draft: KvDraft
  setDraft: (draft: KvDraft) => void
  onDiscard: () => void
  onClose: () => void
  /** Shows the key that stands in the way. */
  onShow: (key: string) => void
  onMade: () => void
}

/** Writes a key only if there is none of its name. */
function CreateForm({ bucket, draft, setDraft, onDiscard, onClose, onShow, onMade }: FormProps) {
  const [wasKept, setWasKept] = useState(!isBlank(draft))
  const field = useRef<HTMLInputElement>(null)
  const key = draft.newKey ?? ''
  const create = useCreateKey(bucket)
  const block = useBucketBlock(bucket)
  const sizeProblemOf = useSizeProblem(bucket)
  const ttl_ms = ttlOf(draft.ttl)
  const sizeProblem = (size: number) => sizeProblemOf(size, 0n, ttl_ms)
  const read = bytesOf(draft.content)
  const problem = keyProblem(key)
  const wrong = contentProblem(draft.content, sizeProblem) ?? ttlTrouble(bucket, null, draft.ttl)
  const error = create.error ? explain(create.error) : undefined
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (block || problem || wrong || !('data' in read)) return
    create.mutate({ key, data: read.data, ttl_ms }, { onSuccess: onMade })
  }
  return (
    <Dialog onClose={onClose} size="lg" title={`New key in ${bucket.name}`}>
      <form onSubmit={submit} className="form" inert={create.isPending}>
        {wasKept && (
          <p className="form-note dim" role="status">
            As you left it: what is typed here is kept until it is written or discarded.
          </p>
        )}
        <TextInput
          ref={field}
          label="Key"
          description="Written only if there is none of this name"
          className="mono-input"
          autoComplete="off"
          data-autofocus
          value={key}
          error={key === '' ? undefined : problem}
          onChange={(e) => setDraft({ ...draft, newKey: e.currentTarget.value })}
        />
        <ValueField
          label="Value"
          content={draft.content}
          onContent={(content) => setDraft({ ...draft, content })}
          minRows={5}
          maxRows={18}
          sizeProblem={sizeProblem}
        />
        <TtlField bucket={bucket} latest={null} value={draft.ttl} onChange={(ttl) => setDraft({ ...draft, ttl })} />
        {!isKept(draft) && <p className="attention form-note">It is too large to outlive a reload of the page.</p>}
        {error && (
          <ErrorNote error={error}>
            {error.kind === 'conflict' && (
              <ActionButton variant="default" mt={8} disabledReason={undefined} onClick={() => onShow(key)}>
                Show its value
              </ActionButton>
            )}
          </ErrorNote>
        )}
        <div className="form-buttons">
          <ActionButton
            type="submit"
            loading={create.isPending}
            disabledReason={block ?? (key === '' ? 'Type the key first' : problem) ?? wrong}
          >
            Create the key
          </ActionButton>
          {!isBlank(draft) && (
            <ActionButton
              variant="subtle"
              disabledReason={create.isPending ? 'It is being written' : undefined}
              onClick={() => {
                setWasKept(false)
                create.reset()
                onDiscard()
                field.current?.focus()
              }}
            >
              Discard
            </ActionButton>
          )}
        </div>
      </form>
    </Dialog>
  )
}
