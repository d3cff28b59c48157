import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { ErrorNote, type Problem } from '~/components/ui/ErrorNote.tsx'
import { useFollowLink, useLinkBytes, useObjectBlock } from '~/hooks/objects.ts'
import { mostSaved, startDownload, startZip, fileNameOf } from '~/hooks/transfers.ts'
import { explain, useConnection, useIsLive } from '~/hooks/use-connection.ts'
import type { ObjectsHook, WhichObjects } from '~/hooks/use-objects.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import { chooseFile } from '~/lib/clipboard.ts'
import { count, plural } from '~/lib/format.ts'
import type { FolderQuery } from '~/lib/obj/folder-view.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { lastPart, tooLargeWords } from './object-words.ts'
import { whichOf, type ObjectChoice } from './use-object-choice.ts'

const DeleteObjects = lazy(() => import('./DeleteObjects.tsx').then((m) => ({ default: m.DeleteObjects })))

const MoveObjects = lazy(() => import('./MoveObjects.tsx').then((m) => ({ default: m.MoveObjects })))
const CopyObjects = lazy(() => import('./CopyObjects.tsx').then((m) => ({ default: m.CopyObjects })))
const VerifyMany = lazy(() => import('./VerifyMany.tsx').then((m) => ({ default: m.VerifyMany })))
const MakeLink = lazy(() => import('./MakeLink.tsx').then((m) => ({ default: m.MakeLink })))

type Props = {
  bucket: ObjBucket
  query: FolderQuery
  isEmpty: boolean
  choice: ObjectChoice
  objects: ObjectsHook
  onOpen: (name: string) => void
  onFolder: (path: string) => void
}

/** What can be done to what is chosen, or else to all that is shown. */
export function ObjectActions({ bucket, query, isEmpty, choice, objects, onOpen, onFolder }: Props) {
  const conn = useConnection()
  const isLive = useIsLive()
  const block = useObjectBlock(bucket)
  const popup = usePopup()
  const follow = useFollowLink(bucket)
  const linkBytes = useLinkBytes(bucket)
  const [many, setMany] = useState<{ what: 'copy' | 'verify' | 'link'; infos: ObjectInfo[] }>()
  const [removing, setRemoving] = useState<WhichObjects>()
  const [moving, setMoving] = useState<{ which: WhichObjects; from: string; isFolder: boolean }>()
  const [problem, setProblem] = useState<Problem>()
  const { size } = choice.chosen
  const { folder, text } = query
  const { names, folders } = choice.which
  const one = names.length === 1 && folders.length === 0 ? names[0] : undefined
  const only = folders.length === 1 && names.length === 0 ? lastPart(folders[0] ?? '') : lastPart(folder)
  const file = one === undefined ? `${fileNameOf(only || bucket.name)}.zip` : fileNameOf(one)
  const nothing = size === 0 && isEmpty ? 'There is nothing in it' : undefined
  const liveBlock = isLive ? undefined : 'Not connected: it can be downloaded when the connection is back'
  /** The objects that are chosen, or all that are shown. */
  const meant = async () =>
    objects.infos(size > 0 ? choice.which : text === '' ? { names: [], folders: [folder] } : whichOf(await objects.ids(query)))
  const download = async () => {
    setProblem(undefined)
    // Asked for first, while the click still counts.
    const handle = await chooseFile(file)
    if (handle === 'cancelled') return
    try {
      const infos = await meant()
      const [first] = infos
      if (!first) return setProblem({ message: 'Nothing to download: deleted objects have no bytes any more' })
      const target = one === undefined ? undefined : await follow.mutateAsync(first)
      const size = target?.info.size ?? infos.reduce((n, i) => n + i.size, 0) + (await linkBytes(infos))
      if (size > mostSaved()) setProblem({ message: tooLargeWords(mostSaved()) })
      else if (target) startDownload(conn, target.bucket, target.info, handle)
      else startZip(conn, { bucket, infos, root: folder, file, size }, handle)
    } catch (e) {
      setProblem(explain(e))
    }
  }
  const begin = async (what: 'copy' | 'verify') => {
    setProblem(undefined)
    try {
      const infos = (await meant()).filter(({ link }) => link === undefined || link.name !== undefined)
      if (infos.length === 0) setProblem({ message: `Nothing to ${what}: deleted objects have no bytes any more` })
      else setMany({ what, infos })
    } catch (e) {
      setProblem(explain(e))
    }
  }
  /** One folder, chosen or open, gets another name; several rows go into another folder. */
  const oneFolder = size === 0 ? (text === '' ? folder : '') : size === 1 ? (folders[0] ?? '') : ''
  const move = async () => {
    const found = size === 0 && text !== '' ? whichOf(await objects.ids(query)) : choice.which
    setMoving({
      which: oneFolder ? { names: [], folders: [oneFolder] } : found,
      from: oneFolder || folder,
      isFolder: oneFolder !== '',
    })
  }
  const subject =
    one !== undefined ? 'it' : size > 0 ? count(size) : text !== '' ? 'what is found' : folder ? 'the folder' : 'all'
  // What is copied elsewhere asks there whether it may be written.
  const copyBlock = bucket.sealed || bucket.mirror_of !== undefined ? undefined : block
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
      <Menu position="bottom-end" returnFocus opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <ActionButton variant="default" disabledReason={undefined} rightSection={<IconChevronDown size={14} />}>
            {size > 0 ? 'More for what is chosen' : 'More'}
          </ActionButton>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItem label={`Copy ${subject}…`} reason={nothing ?? copyBlock} onClick={() => void begin('copy')} />
          {(size > 0 || oneFolder || text !== '') && (
            <ActionItem
              label={oneFolder ? 'Rename the folder…' : `Move ${subject}…`}
              reason={nothing ?? block}
              onClick={() => void move()}
            />
          )}
          <ActionItem label={`Verify ${subject}`} reason={nothing ?? liveBlock} onClick={() => void begin('verify')} />
          <ActionItem label="New link…" reason={block} onClick={() => setMany({ what: 'link', infos: [] })} />
        </Menu.Dropdown>
      </Menu>
      {problem && <ErrorNote error={problem} />}
      {many && (
        <Suspense fallback={null}>
          {many.what === 'copy' && (
            <CopyObjects
              bucket={bucket}
              folder={folder}
              infos={many.infos}
              onClose={(begun) => {
                setMany(undefined)
                if (begun) choice.clear()
              }}
            />
          )}
          {many.what === 'verify' && <VerifyMany bucket={bucket} infos={many.infos} onClose={() => setMany(undefined)} />}
          {many.what === 'link' && (
            <MakeLink
              bucket={bucket}
              folder={folder}
              objects={objects}
              onClose={() => setMany(undefined)}
              onMade={(_, name) => {
                setMany(undefined)
                onOpen(name)
              }}
            />
          )}
        </Suspense>
      )}
      {moving && (
        <Suspense fallback={null}>
          <MoveObjects
            bucket={bucket}
            {...moving}
            objects={objects}
            onClose={(to) => {
              setMoving(undefined)
              if (to === undefined) return
              choice.clear()
              if (moving.isFolder && moving.from === folder) onFolder(to)
            }}
          />
        </Suspense>
      )}
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
