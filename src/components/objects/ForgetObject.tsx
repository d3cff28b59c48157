import { useState } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useForgetObject } from '~/hooks/object-actions.ts'
import { explain } from '~/hooks/use-connection.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'

type Props = { bucket: ObjBucket; info: ObjectInfo; block: string | undefined; onClose: () => void; onForgotten: () => void }

/** Takes the note away that there was an object: no bytes go with it, they are gone already. */
export function ForgetObject({ bucket, info, block, onClose, onForgotten }: Props) {
  const [base] = useState(info) // what was looked at, not what may come meanwhile
  const forget = useForgetObject(bucket)
  const back =
    info.deleted || forget.isPending || forget.isSuccess ? undefined : 'Somebody put an object of this name meanwhile: it stays'
  return (
    <Dialog onClose={onClose} title={`Forget ${visible(base.name)}?`}>
      <div className="form">
        <ul className="plain-list">
          <li>
            What goes is the note that this object was there and was deleted (<Time at={base.mtime} digits={0} />
            ), with its description, headers and metadata.
          </li>
          <li>Its bytes went when it was deleted: it cannot be brought back, with or without the note.</li>
          <li>Who watches the bucket is not told of it.</li>
        </ul>
        {back && <p className="form-note danger">{back}</p>}
        {forget.error && <ErrorNote error={explain(forget.error)} />}
        <div className="form-buttons">
          <ActionButton
            color="red"
            loading={forget.isPending}
            disabledReason={block ?? back}
            onClick={() => forget.mutate(base, { onSuccess: onForgotten })}
          >
            Forget it
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </div>
    </Dialog>
  )
}
