import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import { headersAsText, messageAsJson, natsCommand } from '~/lib/message-text.ts'
import { paths } from '~/lib/paths.ts'
import type { Opened } from '~/lib/payload/open.ts'
import type { StoredMessage } from '~/nats/types.ts'
import { copyOfPayload } from './copy-payload.ts'

type Props = {
  stream: string
  message: StoredMessage
  client: PayloadClient
  opened: Opened | undefined
  /** Copies and says so. */
  onCopy: (what: string, text: string | Promise<string>) => void
  onDownload: (what: 'stored' | 'unpacked') => void
}

/** All that can be copied of a message, and its payload as a file. */
export function CopyMenu({ stream, message: m, client, opened, onCopy, onDownload }: Props) {
  const popup = usePopup()
  const bytes = opened?.unpacked ?? m.data
  const item = (label: string, text: () => string | Promise<string>) => (
    <Menu.Item onClick={() => onCopy(label, text())}>{label}</Menu.Item>
  )
  const link = () => window.location.origin + paths.messages(stream, { at: 'seq', seq: String(m.seq), open: String(m.seq) })
  return (
    <Menu position="bottom-end" opened={popup.opened} onChange={popup.onChange}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          Copy
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {m.data.length > 0 && (
          <>
            <Menu.Item rightSection={<kbd>c</kbd>} onClick={() => onCopy('Payload', copyOfPayload(client, m.data, opened))}>
              Payload
            </Menu.Item>
            {item('Payload as base64', () => client.encode(bytes, 'base64'))}
            {item('Payload as hex', () => client.encode(bytes, 'hex'))}
          </>
        )}
        {m.headers.length > 0 && item('Headers', () => headersAsText(m.headers))}
        {item('Subject', () => m.subject)}
        {item('Message as JSON', () => messageAsJson(stream, m))}
        <Menu.Divider />
        {item('nats command', () => natsCommand(stream, m.seq))}
        {item('Link', link)}
        {m.data.length > 0 && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => onDownload('stored')}>Download the payload</Menu.Item>
            {opened?.unpacked && <Menu.Item onClick={() => onDownload('unpacked')}>Download it unpacked</Menu.Item>}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
