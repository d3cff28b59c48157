import { isTyped } from '~/lib/typed-name.ts'
import { TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { WriteNote } from '~/components/buckets/WriteError.tsx'
import { SubmitButtons } from './FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import type { LinkError } from '~/nats/types.ts'

type Props = {
  /** "consumer", "bucket". */
  what: string
  name: string
  /** What goes with it. */
  words: string[]
  /** More to see before it is decided. */
  children?: ReactNode
  /** Why it cannot be deleted now. */
  block: string | undefined
  isPending: boolean
  error: LinkError | undefined
  onDelete: () => void
  onClose: () => void
  /** Another dialog lies over it, which the keys are for. */
  isCovered?: boolean
}

/** Says what goes and asks for the name before it deletes. */
export function DeleteDialog({
  what,
  name,
  words,
  children,
  block,
  isPending,
  error,
  onDelete,
  onClose,
  isCovered = false,
}: Props) {
  const [typed, setTyped] = useState('')
  const reason = block ?? (isTyped(typed, name) ? undefined : `Type the name of the ${what} first`)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) onDelete()
  }
  return (
    <Dialog onClose={onClose} title={`Delete ${name}?`} closeOnEscape={!isCovered} trapFocus={!isCovered}>
      <form onSubmit={submit} className="form">
        <ul className="plain-list">
          {words.map((w) => (
            <li key={w}>{w}</li>
          ))}
        </ul>
        {children}
        <TextInput
          label={`Type ${name} to delete it`}
          className="mono-input"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {error && <WriteNote error={error} what={what} />}
        <SubmitButtons isDanger loading={isPending} disabledReason={reason} onCancel={onClose}>
          Delete the {what}
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
