import { useState } from 'react'
import { BackUpStream } from '~/components/stream-files/BackUpStream.tsx'
import { ExportMessages } from '~/components/stream-files/ExportMessages.tsx'
import type { PurgePlan } from '~/nats/stream-purge.ts'
import type { StreamDetail } from '~/nats/types.ts'
import { DeleteStream } from './DeleteStream.tsx'
import { PurgeStream } from './PurgeStream.tsx'
import type { Removal } from './RemovalMenu.tsx'
import { SealStream } from './SealStream.tsx'

type Props = {
  removal: Removal
  stream: StreamDetail
  onClose: () => void
  onSealed: () => void
  onDeleted: () => void
}

/** The dialog that is open, and over it the one that writes what would go into a file. */
export default function RemovalDialog({ removal, stream, onClose, onSealed, onDeleted }: Props) {
  const [saving, setSaving] = useState<PurgePlan>()
  const [backsUp, setBacksUp] = useState(false)
  switch (removal) {
    case 'purge':
      return (
        <>
          <PurgeStream stream={stream} onSave={setSaving} isCovered={saving !== undefined} onClose={onClose} />
          {saving && <ExportMessages stream={stream.name} start={startOf(saving)} onClose={() => setSaving(undefined)} />}
        </>
      )
    case 'seal':
      return <SealStream stream={stream} onClose={onClose} onDone={onSealed} />
    default:
      return (
        <>
          <DeleteStream
            stream={stream}
            onBackUp={() => setBacksUp(true)}
            isCovered={backsUp}
            onClose={onClose}
            onDeleted={onDeleted}
          />
          {backsUp && <BackUpStream stream={stream} onClose={() => setBacksUp(false)} />}
        </>
      )
  }
}

/** What would go is what is below a sequence. */
function startOf({ seq, filter }: PurgePlan) {
  return { to: { by: 'seq' as const, text: String(seq - 1n) }, filters: filter === undefined ? [] : [filter] }
}
