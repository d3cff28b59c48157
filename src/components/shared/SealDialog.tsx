import { isTyped } from '~/lib/typed-name.ts'
import { TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { SubmitButtons } from './FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'

type Props = {
  /** "bucket", "stream". */
  what: string
  name: string
  /** What sealing ends, as items of a list. */
  children: ReactNode
  /** Why it cannot be sealed now. */
  block: string | undefined
  isPending: boolean
  error: Error | null
  onSeal: () => void
  onClose: () => void
}

/** Says what sealing ends, and asks for the name: it cannot be taken back. */
export function SealDialog({ what, name, children, block, isPending, error, onSeal, onClose }: Props) {
  const [typed, setTyped] = useState('')
  const reason = block ?? (isTyped(typed, name) ? undefined : `Type the name of the ${what} first`)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) onSeal()
  }
  return (
    <Dialog onClose={onClose} title={`Seal ${name}?`}>
      <form onSubmit={submit} className="form">
        <ul className="plain-list">{children}</ul>
        <TextInput
          label={`Type ${name} to seal it`}
          className="mono-input"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {error && <WriteError error={error} what={what} />}
        <SubmitButtons isDanger loading={isPending} disabledReason={reason} onCancel={onClose}>
          Seal the {what}
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
