import { useState } from 'react'
import { Payloads } from '~/components/messages/Compare.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock, useRestore } from '~/hooks/kv-actions.ts'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { explain } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'
import { restoredTtlWords } from '~/lib/kv/ttl.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { operationWords } from './kv-words.ts'

type Props = {
  bucket: Bucket
  old: KvEntry
  /** The newest revision; null when nothing is left of the key. */
  latest: KvEntry | null
  client: PayloadClient
  onClose: () => void
  onDone: (revision: bigint) => void
}

const EMPTY = new Uint8Array()

/** Shows the value of now beside the one of then before that is written over the very revision that is shown. */
export function RestorePast({ bucket, old, latest, client, onClose, onDone }: Props) {
  const [over, setOver] = useState(latest) // what was looked at, not what may come meanwhile
  const restore = useRestore(bucket)
  const block = useBucketBlock(bucket)
  const isOvertaken = !restore.isPending && !restore.isSuccess && latest?.revision !== over?.revision
  const reason = block ?? (isOvertaken ? 'Somebody else changed the key: look at its value first' : undefined)
  const error = restore.error ? explain(restore.error) : undefined
  const present = over ? `revision ${count(over.revision)}, ${operationWords(over.operation, over.marker)}` : 'no such key'
  return (
    <Dialog size="xl" onClose={onClose} title={`Restore ${visible(old.key)} as it was?`}>
      <div className="form">
        <p className="form-note">
          The value of revision {count(old.revision)} is written as a new revision
          {over ? ` over revision ${count(over.revision)}, and over no other` : ', if there is still no such key'}.{' '}
          {bucket.history === 1 ? 'The bucket keeps one revision, so the present value goes.' : 'The history stays.'}{' '}
          {restoredTtlWords(bucket, old)}
        </p>
        <section className="form" aria-label="What changes">
          <div className="diff-heads dim" aria-hidden>
            <span>Now: {present}</span>
            <span>Then: revision {count(old.revision)}</span>
          </div>
          <Payloads
            key={String(over?.revision)}
            a={over?.data ?? EMPTY}
            b={old.data}
            client={client}
            labelA="The value now"
            labelB="The value to be written"
          />
        </section>
        {isOvertaken && (
          <p className="kv-notice form-note" role="status">
            {latest
              ? `Somebody else changed the key: it is at revision ${count(latest.revision)} now.`
              : 'The key has gone meanwhile.'}
            <ActionButton
              size="compact-xs"
              variant="default"
              disabledReason={undefined}
              onClick={() => {
                restore.reset()
                setOver(latest)
              }}
            >
              Look at it
            </ActionButton>
          </p>
        )}
        {error && !(isOvertaken && error.kind === 'conflict') && <ErrorNote error={error} />}
        <div className="form-buttons">
          <ActionButton
            loading={restore.isPending}
            disabledReason={reason}
            onClick={() => restore.mutate({ old, over: over?.revision }, { onSuccess: onDone })}
          >
            Restore this value
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </div>
    </Dialog>
  )
}
