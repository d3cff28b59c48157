import type { ObjectsHook } from '~/hooks/use-objects.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { CopyObjects } from './CopyObjects.tsx'
import EditMeta from './EditMeta.tsx'
import { ForgetObject } from './ForgetObject.tsx'
import { MakeLink } from './MakeLink.tsx'
import { RenameObject } from './RenameObject.tsx'

export type OneDialog = 'edit' | 'rename' | 'copy' | 'link' | 'forget'

type Props = {
  dialog: OneDialog
  bucket: ObjBucket
  folder: string
  info: ObjectInfo
  objects: ObjectsHook
  block: string | undefined
  /** With what was done, where something was. */
  onClose: (done?: string) => void
  onOpen: (name: string) => void
}

/** The dialog of the open object. */
export default function OneObjectDialog({ dialog, bucket, folder, info, objects, block, onClose, onOpen }: Props) {
  const close = () => onClose()
  const shared = { bucket, info, objects, block }
  switch (dialog) {
    case 'edit':
      return <EditMeta {...shared} onClose={onClose} />
    case 'rename':
      return <RenameObject {...shared} onClose={close} onRenamed={onOpen} />
    case 'copy':
      return (
        <CopyObjects
          bucket={bucket}
          folder={folder}
          infos={[info]}
          onClose={(begun) => onClose(begun ? 'Copying, see below' : undefined)}
        />
      )
    case 'link':
      return (
        <MakeLink
          bucket={bucket}
          folder={folder}
          target={info}
          objects={objects}
          onClose={close}
          onMade={(at, name) => onClose(`The link ${visible(name)} is made${at === bucket.name ? '' : ` in ${at}`}`)}
        />
      )
    case 'forget':
      return <ForgetObject {...shared} onClose={close} onForgotten={() => onClose('It is forgotten')} />
  }
}
