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
  const { subjects, max_age_ms, retention, allow_msg_ttl } = base.config
  const copied = [...(base.mirror ? [base.mirror] : []), ...base.sources].map((s) => s.name)
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
      <li>A sealed stream takes nothing in, and nothing of it can be deleted or purged, by anybody and for ever.</li>
      {copied.length > 0 && <li>Nothing more is copied from {copied.join(', ')}.</li>}
      {retention !== 'limits' && <li>Messages that its consumers acknowledge still go, as from any {retention} stream.</li>}
      {allow_msg_ttl && <li>Messages with a time to live of their own still go when it is over.</li>}
      {max_age_ms !== undefined && <li>Its max age ends too: messages stay that would have gone by age.</li>}
      {subjects.length > 0 && <li>Whoever publishes on {subjects.join(', ')} gets an error from then on.</li>}
      <li>The server has no way back. The stream as a whole can still be deleted.</li>
    </SealDialog>
  )
}
