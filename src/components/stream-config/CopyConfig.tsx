import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { useCopy } from '~/components/messages/use-copy.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import { addCommand, configText } from '~/lib/stream-config/command.ts'
import type { JsonObject } from '~/nats/types.ts'

/** Copies a configuration, for a file or for a shell. `config` is asked for when it is copied. */
export function CopyConfig({ config, block }: { config: () => JsonObject; block?: string | undefined }) {
  const popup = usePopup()
  const { said, copy } = useCopy()
  return (
    <>
      <span role="status" aria-label="Copied" className="ok said">
        {said}
      </span>
      <Menu position="bottom-end" opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            Copy configuration
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItem label="As JSON" reason={block} onClick={() => copy('JSON', configText(config()))} />
          <ActionItem label="As a nats command" reason={block} onClick={() => copy('Command', addCommand(config()))} />
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
