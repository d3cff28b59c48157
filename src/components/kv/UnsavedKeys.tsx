import { Button, Menu } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { adoptDraft, draftName, useUnsaved } from '~/stores/kv-drafts.ts'

/** "2 unsaved": the keys of the bucket with something typed and not saved. Nothing when there are none. */
export function UnsavedKeys({ bucket, onOpen }: { bucket: Bucket; onOpen: (key: string) => void }) {
  const connection = useConnectionLabel()
  const unsaved = useUnsaved(connection, bucket)
  if (unsaved.length === 0) return null
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" leftSection={<IconPencil size={14} aria-hidden />}>
          {count(unsaved.length)} unsaved
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {unsaved.map(({ name, key, isOrphan, isAside }) => (
          <Menu.Item
            key={name}
            onClick={() => {
              if (isOrphan || isAside) adoptDraft(name, draftName(connection, bucket, key))
              onOpen(key)
            }}
          >
            <span className="mono">{visible(key)}</span>
            {isAside && <span className="dim"> set aside for another draft of it</span>}
            {isOrphan && <span className="dim"> typed before the bucket was made anew</span>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
