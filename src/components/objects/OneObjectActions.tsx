import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useObjectBlock } from '~/hooks/objects.ts'
import type { ObjectsHook } from '~/hooks/use-objects.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { DownloadObject } from './DownloadObject.tsx'

const DeleteObjects = lazy(() => import('./DeleteObjects.tsx').then((m) => ({ default: m.DeleteObjects })))

type Props = { bucket: ObjBucket; info: ObjectInfo; objects: Pick<ObjectsHook, 'removal'> }

/** What can be done to the open object. */
export function OneObjectActions({ bucket, info, objects }: Props) {
  const block = useObjectBlock(bucket)
  const [isRemoving, setIsRemoving] = useState(false)
  return (
    <div className="form-buttons">
      <DownloadObject bucket={bucket} info={info} />
      <ActionButton
        variant="default"
        color="red"
        disabledReason={info.deleted ? 'It is deleted already' : block}
        onClick={() => setIsRemoving(true)}
      >
        Delete…
      </ActionButton>
      {isRemoving && (
        <Suspense fallback={null}>
          <DeleteObjects
            bucket={bucket}
            which={{ names: [info.name], folders: [] }}
            objects={objects}
            onClose={() => setIsRemoving(false)}
          />
        </Suspense>
      )}
    </div>
  )
}
