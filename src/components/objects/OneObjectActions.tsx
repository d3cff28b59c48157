import { Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { useObjectBlock } from '~/hooks/objects.ts'
import { useIsLive } from '~/hooks/use-connection.ts'
import type { ObjectsHook } from '~/hooks/use-objects.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { objectDraftName, useObjectDraft } from '~/stores/object-drafts.ts'
import { DownloadObject } from './DownloadObject.tsx'
import { LinkNote } from './LinkNote.tsx'
import type { OneDialog } from './OneObjectDialog.tsx'

const DeleteObjects = lazy(() => import('./DeleteObjects.tsx').then((m) => ({ default: m.DeleteObjects })))
const OneObjectDialog = lazy(() => import('./OneObjectDialog.tsx'))
const VerifyOne = lazy(() => import('./VerifyOne.tsx'))

type Props = {
  bucket: ObjBucket
  folder: string
  info: ObjectInfo
  objects: ObjectsHook
  /** Shows an object of the bucket, in its folder. */
  onOpen: (name: string) => void
}

/** What can be done to the open object: reading it always, writing where that may be. */
export function OneObjectActions({ bucket, folder, info, objects, onOpen }: Props) {
  const block = useObjectBlock(bucket)
  const isLive = useIsLive()
  const popup = usePopup()
  const [dialog, setDialog] = useState<OneDialog | 'delete'>()
  const [done, setDone] = useState<string>()
  const [verify, setVerify] = useState(0)
  const draft = useObjectDraft(objectDraftName(useConnectionLabel(), bucket, info.name))
  const gone = info.deleted ? 'It is deleted: its bytes are gone' : undefined
  const unread = gone ?? (isBucketLink(info) ? 'It is a link to a whole bucket: open that' : undefined)
  const offline = isLive ? undefined : 'Not connected: it can be read when the connection is back'
  const open = (next: OneDialog | 'delete') => () => {
    setDone(undefined)
    setDialog(next)
  }
  const close = (words?: string) => {
    setDialog(undefined)
    setDone(words)
  }
  return (
    <>
      <div className="form-buttons">
        <DownloadObject bucket={bucket} info={info} />
        <ActionButton variant="default" disabledReason={gone ?? (draft ? undefined : block)} onClick={open('edit')}>
          {draft ? 'Edit… (unsaved)' : 'Edit…'}
        </ActionButton>
        <ActionButton variant="default" disabledReason={unread ?? offline} onClick={() => setVerify(verify + 1)}>
          Verify
        </ActionButton>
        <Menu position="bottom-end" returnFocus opened={popup.opened} onChange={popup.onChange}>
          <Menu.Target>
            <ActionButton variant="default" disabledReason={undefined} rightSection={<IconChevronDown size={14} />}>
              More
            </ActionButton>
          </Menu.Target>
          <Menu.Dropdown>
            <ActionItem label="Rename…" reason={gone ?? block} onClick={open('rename')} />
            <ActionItem label="Copy…" reason={unread ?? blockOfCopy(block, bucket)} onClick={open('copy')} />
            <ActionItem
              label="Link to it…"
              reason={gone ?? linkBlock(info) ?? blockOfCopy(block, bucket)}
              onClick={open('link')}
            />
            {info.deleted && <ActionItem label="Forget it…" reason={block} onClick={open('forget')} danger />}
          </Menu.Dropdown>
        </Menu>
        <ActionButton
          variant="default"
          color="red"
          disabledReason={info.deleted ? 'It is deleted already' : block}
          onClick={open('delete')}
        >
          Delete…
        </ActionButton>
      </div>
      <span role="status" aria-label="Object" className="ok said">
        {done}
      </span>
      {info.link && !info.deleted && <LinkNote bucket={bucket} info={info} />}
      <Suspense fallback={null}>
        {verify > 0 && <VerifyOne key={verify} bucket={bucket} info={info} />}
        {dialog === 'delete' && (
          <DeleteObjects bucket={bucket} which={{ names: [info.name], folders: [] }} objects={objects} onClose={() => close()} />
        )}
        {dialog && dialog !== 'delete' && (
          <OneObjectDialog
            dialog={dialog}
            bucket={bucket}
            folder={folder}
            info={info}
            objects={objects}
            block={block}
            onClose={close}
            onOpen={onOpen}
          />
        )}
      </Suspense>
    </>
  )
}

const isBucketLink = ({ link }: ObjectInfo) => link !== undefined && link.name === undefined

/** Clients refuse links to links. */
const linkBlock = ({ link }: ObjectInfo) => (link ? 'It is a link itself: link to what it leads to' : undefined)

/** What goes elsewhere does not ask whether it may be written here. */
function blockOfCopy(block: string | undefined, { sealed, mirror_of }: ObjBucket): string | undefined {
  return sealed || mirror_of !== undefined ? undefined : block
}
