import { useState } from 'react'
import { SealDialog } from '~/components/shared/SealDialog.tsx'
import { useChangeStream } from '~/hooks/stream-admin.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { StreamDetail } from '~/nats/types.ts'

type Props = { stream: StreamDetail; onClose: () => void; onDone: () => void }

/** What sealing a stream ends. */
export function SealStream({ stream, onClose, onDone }: Props) {
  const [base] = useState(stream) // what was looked at, not what may come meanwhile
  const seal = useChangeStream()
  const { subjects, max_age_ms } = base.config
  return (
    <SealDialog
      what="stream"
      name={base.name}
      block={useWriteBlock()}
      isPending={seal.isPending}
      error={seal.error}
      onSeal={() => seal.mutate({ base, change: { sealed: true } }, { onSuccess: onDone })}
      onClose={onClose}
    >
      <li>A sealed stream can only be read, by everybody and for ever: nothing is published, deleted or purged.</li>
      {max_age_ms !== undefined && <li>Its max age ends too: messages stay that would have gone by age.</li>}
      {subjects.length > 0 && <li>Whoever publishes on {subjects.join(', ')} gets an error from then on.</li>}
      <li>The server has no way back. The stream as a whole can still be deleted.</li>
    </SealDialog>
  )
}
