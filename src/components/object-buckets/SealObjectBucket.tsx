import { useState } from 'react'
import { SealDialog } from '~/components/shared/SealDialog.tsx'
import { useSealObjectBucket } from '~/hooks/object-bucket-actions.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

type Props = { bucket: ObjBucket; block: string | undefined; onClose: () => void; onDone: () => void }

/** What sealing a bucket ends. */
export function SealObjectBucket({ bucket, block, onClose, onDone }: Props) {
  const [base] = useState(bucket) // what was looked at, not what may come meanwhile
  const seal = useSealObjectBucket()
  return (
    <SealDialog
      what="bucket"
      name={base.name}
      block={block}
      isPending={seal.isPending}
      error={seal.error}
      onSeal={() => seal.mutate(base, { onSuccess: onDone })}
      onClose={onClose}
    >
      <li>A sealed bucket can only be read, by everybody and for ever: nothing is put, replaced or deleted.</li>
      {base.ttl_ms !== undefined && <li>Its TTL ends too: objects stay that would have gone by age.</li>}
      <li>The server has no way back. The bucket as a whole can still be deleted.</li>
    </SealDialog>
  )
}
