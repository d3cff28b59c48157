import { Modal, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock, useCreateKey } from '~/hooks/kv-actions.ts'
import { explain } from '~/hooks/use-connection.ts'
import { keyProblem } from '~/lib/kv/keys.ts'
import { parseDuration } from '~/lib/time.ts'
import type { Bucket } from '~/nats/kv-types.ts'

type Draft = { key: string; value: string; ttl: string }
const nothing: Draft = { key: '', value: '', ttl: '' }

/** Opens the form for a new key. What is typed stays when the form is closed unsaved. */
export function CreateKey({ bucket, onMade }: { bucket: Bucket; onMade: (key: string) => void }) {
  const [open, setOpen] = useState(false)
  const [draft, setDraft] = useState(nothing)
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
          setDraft={setDraft}
          onClose={() => setOpen(false)}
          onShow={(key) => {
            setOpen(false)
            onMade(key)
          }}
          onMade={() => {
            setOpen(false)
            setDraft(nothing)
            onMade(draft.key)
          }}
        />
      )}
    </>
  )
}

type FormProps = {
  bucket: Bucket
  draft: Draft
  setDraft: (draft: Draft) => void
  onClose: () => void
  /** Shows the key that stands in the way. */
  onShow: (key: string) => void
  onMade: () => void
}

/** Writes a key only if there is none of its name. */
function CreateForm({ bucket, draft, setDraft, onClose, onShow, onMade }: FormProps) {
  const [asked, setAsked] = useState(false)
  const create = useCreateKey(bucket)
  const block = useBucketBlock(bucket)
  const ttl_ms = draft.ttl.trim() === '' ? undefined : parseDuration(draft.ttl)
  const problems = {
    key: keyProblem(draft.key),
    ttl:
      draft.ttl.trim() !== '' && (ttl_ms === undefined || ttl_ms < 1000)
        ? 'A length of time of a second or more: 30s, 1h'
        : undefined,
  }
  const error = create.error ? explain(create.error) : undefined
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(true)
    if (block || problems.key || problems.ttl) return
    create.mutate({ key: draft.key, data: new TextEncoder().encode(draft.value), ttl_ms }, { onSuccess: onMade })
  }
  return (
    <Modal opened onClose={onClose} size="lg" title={`New key in ${bucket.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={submit} className="form">
        <TextInput
          label="Key"
          description="Written only if there is none of this name"
          className="mono-input"
          autoComplete="off"
          data-autofocus
          value={draft.key}
          error={asked ? problems.key : undefined}
          onChange={(e) => setDraft({ ...draft, key: e.currentTarget.value })}
        />
        <Textarea
          label="Value"
          className="mono-input"
          autosize
          minRows={5}
          maxRows={18}
          spellCheck={false}
          value={draft.value}
          onChange={(e) => setDraft({ ...draft, value: e.currentTarget.value })}
        />
        {bucket.per_key_ttl && (
          <TextInput
            label="Time to live (optional)"
            description="The key goes after this long: 30s, 15m, 2h"
            value={draft.ttl}
            error={asked ? problems.ttl : undefined}
            onChange={(e) => setDraft({ ...draft, ttl: e.currentTarget.value })}
          />
        )}
        {error && (
          <ErrorNote error={error}>
            {error.kind === 'conflict' && (
              <ActionButton variant="default" mt={8} disabledReason={undefined} onClick={() => onShow(draft.key)}>
                Show its value
              </ActionButton>
            )}
          </ErrorNote>
        )}
        <div>
          <ActionButton type="submit" loading={create.isPending} disabledReason={block}>
            Create the key
          </ActionButton>
        </div>
      </form>
    </Modal>
  )
}
