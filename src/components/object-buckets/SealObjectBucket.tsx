import { TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { useSealObjectBucket } from '~/hooks/object-bucket-actions.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

type Props = { bucket: ObjBucket; block: string | undefined; onClose: () => void; onDone: () => void }

/** Says what sealing ends, and asks for the name: it cannot be taken back. */
export function SealObjectBucket({ bucket, block, onClose, onDone }: Props) {
  const [base] = useState(bucket) // what was looked at, not what may come meanwhile
  const [typed, setTyped] = useState('')
  const seal = useSealObjectBucket()
  const reason = block ?? (typed.trim() === base.name ? undefined : 'Type the name of the bucket first')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) seal.mutate(base, { onSuccess: onDone })
  }
  return (
    <Dialog onClose={onClose} title={`Seal ${base.name}?`}>
      <form onSubmit={submit} className="form">
        <ul className="plain-list">
          <li>A sealed bucket can only be read, by everybody and for ever: nothing is put, replaced or deleted.</li>
          {base.ttl_ms !== undefined && <li>Its TTL ends too: objects stay that would have gone by age.</li>}
          <li>The server has no way back. The bucket as a whole can still be deleted.</li>
        </ul>
        <TextInput
          label={`Type ${base.name} to seal it`}
          className="mono-input"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {seal.error && <WriteError error={seal.error} />}
        <div>
          <ActionButton type="submit" color="red" loading={seal.isPending} disabledReason={reason}>
            Seal the bucket
          </ActionButton>
        </div>
      </form>
    </Dialog>
  )
}
