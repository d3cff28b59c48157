import { TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { useChangeStream } from '~/hooks/stream-admin.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { StreamDetail } from '~/nats/types.ts'

type Props = { stream: StreamDetail; onClose: () => void; onDone: () => void }

/** Says what sealing ends, and asks for the name: it cannot be taken back. */
export function SealStream({ stream, onClose, onDone }: Props) {
  const [base] = useState(stream) // what was looked at, not what may come meanwhile
  const [typed, setTyped] = useState('')
  const seal = useChangeStream()
  const block = useWriteBlock()
  const reason = block ?? (typed.trim() === base.name ? undefined : 'Type the name of the stream first')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) seal.mutate({ base, change: { sealed: true } }, { onSuccess: onDone })
  }
  return (
    <Dialog onClose={onClose} title={`Seal ${base.name}?`}>
      <form onSubmit={submit} className="form">
        <ul className="plain-list">
          <li>A sealed stream can only be read, by everybody and for ever: nothing is published, deleted or purged.</li>
          {base.config.max_age_ms !== undefined && <li>Its max age ends too: messages stay that would have gone by age.</li>}
          {base.config.subjects.length > 0 && (
            <li>Whoever publishes on {base.config.subjects.join(', ')} gets an error from then on.</li>
          )}
          <li>The server has no way back. The stream as a whole can still be deleted.</li>
        </ul>
        <TextInput
          label={`Type ${base.name} to seal it`}
          className="mono-input"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {seal.error && <WriteError error={seal.error} what="stream" />}
        <div>
          <ActionButton type="submit" color="red" loading={seal.isPending} disabledReason={reason}>
            Seal the stream
          </ActionButton>
        </div>
      </form>
    </Dialog>
  )
}
