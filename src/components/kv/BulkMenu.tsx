import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import type { KvKeysHook } from '~/hooks/use-kv-keys.ts'
import { plural } from '~/lib/format.ts'
import type { KeyQuery } from '~/lib/kv/key-view.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { WhichKeys } from '~/hooks/use-kv-bulk.ts'
import type { KeyChoice } from './use-key-choice.ts'

const BulkRemove = lazy(() => import('./BulkRemove.tsx').then((m) => ({ default: m.BulkRemove })))
const BulkExport = lazy(() => import('./BulkExport.tsx').then((m) => ({ default: m.BulkExport })))
const BulkImport = lazy(() => import('./BulkImport.tsx').then((m) => ({ default: m.BulkImport })))

type Props = {
  bucket: Bucket
  /** Undefined until all have come in. */
  keysShown: number | undefined
  lend: KvKeysHook['lend']
  query: KeyQuery
  choice: KeyChoice
}

type Open = { what: 'remove' | 'export'; chosen: WhichKeys | undefined; shown: WhichKeys } | { what: 'import' }

/** What can be done to many keys at once: those that are chosen, or all that the filters show. */
export function BulkMenu({ bucket, keysShown, lend, query, choice }: Props) {
  const [open, setOpen] = useState<Open>()
  const popup = usePopup()
  const block = useBucketBlock(bucket)
  const isReading = keysShown === undefined ? 'The keys are still being read' : undefined
  const nothing = keysShown === 0 ? 'There is no key' : undefined
  const { size } = choice.chosen
  const begin = (what: 'remove' | 'export', all: boolean) => {
    const { tree: _, ...flat } = query
    setOpen({ what, chosen: size > 0 && !all ? { keys: [...choice.chosen].sort() } : undefined, shown: { query: flat } })
  }
  const close = (changed?: boolean) => {
    setOpen(undefined)
    if (changed) choice.clear()
  }
  // The same number as below the list: what branches hide counts.
  const shown = keysShown === undefined ? 'all keys shown' : `all ${plural(keysShown, 'key')} shown`
  return (
    <>
      <Menu position="bottom-end" returnFocus opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <ActionButton variant="default" disabledReason={undefined} rightSection={<IconChevronDown size={14} />}>
            {size > 0 ? `Actions (${size})` : 'Actions'}
          </ActionButton>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItem label="Export…" reason={isReading} onClick={() => begin('export', false)} />
          <ActionItem label="Import…" reason={block} onClick={() => setOpen({ what: 'import' })} />
          <Menu.Divider />
          {size > 0 && (
            <ActionItem
              label={`Remove ${plural(size, 'chosen key')}…`}
              reason={block}
              onClick={() => begin('remove', false)}
              danger
            />
          )}
          <ActionItem
            label={`Remove ${shown}…`}
            reason={block ?? isReading ?? nothing}
            onClick={() => begin('remove', true)}
            danger
          />
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {open?.what === 'remove' && <BulkRemove bucket={bucket} which={open.chosen ?? open.shown} lend={lend} onClose={close} />}
        {open?.what === 'export' && (
          <BulkExport
            bucket={bucket}
            chosen={open.chosen}
            shown={open.shown}
            shownReason={isReading}
            lend={lend}
            onClose={close}
          />
        )}
        {open?.what === 'import' && <BulkImport bucket={bucket} onClose={close} />}
      </Suspense>
    </>
  )
}

/** How many are chosen, and the way to choose none. */
export function ChosenKeys({ choice }: { choice: KeyChoice }) {
  const { size } = choice.chosen
  if (size === 0) return null
  return (
    <span role="status" aria-label="Chosen">
      {plural(size, 'key')} chosen{' '}
      <Button size="compact-xs" variant="default" onClick={choice.clear}>
        Choose none
      </Button>
    </span>
  )
}
