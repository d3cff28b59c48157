import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote, type Problem } from '~/components/ui/ErrorNote.tsx'
import { useObjectBlock } from '~/hooks/objects.ts'
import { mostSaved, startDownload, startZip, fileNameOf } from '~/hooks/transfers.ts'
import { explain, useConnection, useIsLive } from '~/hooks/use-connection.ts'
import type { ObjectsHook, WhichObjects } from '~/hooks/use-objects.ts'
import { chooseFile } from '~/lib/clipboard.ts'
import { count, plural } from '~/lib/format.ts'
import type { FolderQuery } from '~/lib/obj/folder-view.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { lastPart, tooLargeWords } from './object-words.ts'
import { whichOf, type ObjectChoice } from './use-object-choice.ts'

const DeleteObjects = lazy(() => import('./DeleteObjects.tsx').then((m) => ({ default: m.DeleteObjects })))

type Props = { bucket: ObjBucket; query: FolderQuery; isEmpty: boolean; choice: ObjectChoice; objects: ObjectsHook }

/** What can be done to what is chosen, or else to all that is shown. */
export function ObjectActions({ bucket, query, isEmpty, choice, objects }: Props) {
  const conn = useConnection()
  const isLive = useIsLive()
  const block = useObjectBlock(bucket)
  const [removing, setRemoving] = useState<WhichObjects>()
  const [problem, setProblem] = useState<Problem>()
  const { size } = choice.chosen
  const { folder, text } = query
  const { names, folders } = choice.which
  const one = names.length === 1 && folders.length === 0 ? names[0] : undefined
  const only = folders.length === 1 && names.length === 0 ? lastPart(folders[0] ?? '') : lastPart(folder)
  const file = one === undefined ? `${fileNameOf(only || bucket.name)}.zip` : fileNameOf(one)
  const nothing = isEmpty ? 'There is nothing in it' : undefined
  const liveBlock = isLive ? undefined : 'Not connected: it can be downloaded when the connection is back'
  const download = async () => {
    setProblem(undefined)
    // Asked for first, while the click still counts.
    const handle = await chooseFile(file)
    if (handle === 'cancelled') return
    try {
      const which = size > 0 ? choice.which : text === '' ? { names: [], folders: [folder] } : whichOf(await objects.ids(query))
      const infos = await objects.infos(which)
      const [first] = infos
      const sum = infos.reduce((n, i) => n + i.size, 0)
      if (!first) setProblem({ message: 'Nothing to download: deleted objects have no bytes any more' })
      else if (sum > mostSaved()) setProblem({ message: tooLargeWords(mostSaved()) })
      else if (one !== undefined && !first.link) startDownload(conn, bucket, first, handle)
      else startZip(conn, { bucket, infos, root: folder, file }, handle)
    } catch (e) {
      setProblem(explain(e))
    }
  }
  return (
    <div
      className="object-actions"
      role="group"
      aria-label={size > 0 ? 'What is chosen' : text !== '' ? 'What is found' : 'This folder'}
    >
      {size > 0 && <span role="status">{plural(size, 'row')} chosen</span>}
      <ActionButton variant="default" disabledReason={nothing ?? liveBlock} onClick={() => void download()}>
        {one !== undefined
          ? 'Download it'
          : size > 0
            ? `Download ${count(size)} as ZIP`
            : `Download ${text !== '' ? 'what is found' : folder ? 'folder' : 'all'} as ZIP`}
      </ActionButton>
      {size > 0 && (
        <>
          <ActionButton variant="default" color="red" disabledReason={block} onClick={() => setRemoving(choice.which)}>
            Delete…
          </ActionButton>
          <ActionButton variant="subtle" disabledReason={undefined} onClick={choice.clear}>
            Choose none
          </ActionButton>
        </>
      )}
      {problem && <ErrorNote error={problem} />}
      {removing && (
        <Suspense fallback={null}>
          <DeleteObjects
            bucket={bucket}
            which={removing}
            objects={objects}
            onClose={(changed) => {
              setRemoving(undefined)
              if (changed) choice.clear()
            }}
          />
        </Suspense>
      )}
    </div>
  )
}
