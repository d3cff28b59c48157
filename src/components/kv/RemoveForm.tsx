import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useBucketBlock, useRemoveKey } from '~/hooks/kv-actions.ts'
import { explain } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { CopyNote } from './CopyNote.tsx'

type Props = { bucket: Bucket; entry: KvEntry; how: 'delete' | 'purge'; onClose: () => void; onDone: (revision: bigint) => void }

/** Names the key and says what goes before it is deleted or purged. */
export function RemoveForm({ bucket, entry, how, onClose, onDone }: Props) {
  const [over] = useState(entry.revision) // what was looked at, not what may come meanwhile
  const remove = useRemoveKey(bucket, entry.key)
  const block = useBucketBlock(bucket)
  const verb = how === 'delete' ? 'Delete' : 'Purge'
  return (
    <Dialog onClose={onClose} title={`${verb} ${visible(entry.key)}?`}>
      <div className="form">
        <CopyNote bucket={bucket} />
        <p className="form-note">
          {how === 'delete'
            ? `A marker is written after revision ${count(over)}: readers find no value. ${
                bucket.history > 1
                  ? 'The history stays, and can be restored.'
                  : 'The bucket keeps one revision, so the value goes.'
              }`
            : 'The key and every revision in its history are removed for good; only a marker is left.'}
        </p>
        {remove.error && <ErrorNote error={explain(remove.error)} />}
        <div className="form-buttons">
          <ActionButton
            color="red"
            loading={remove.isPending}
            disabledReason={block}
            onClick={() => remove.mutate({ how, over }, { onSuccess: onDone })}
          >
            {verb} the key
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </div>
    </Dialog>
  )
}
