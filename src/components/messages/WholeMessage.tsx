import { useState } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { useKeys } from '~/hooks/use-keys.ts'
import { useOpened } from '~/hooks/payload.ts'
import { saveFile } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { fileName } from '~/lib/message-text.ts'
import { visible } from '~/lib/payload/text.ts'
import { kindNames, type PayloadView } from '~/lib/payload/views.ts'
import type { StoredMessage } from '~/nats/types.ts'
import { rememberPayloadView, usePayloadView } from '~/stores/preferences.ts'
import { copyOfPayload } from './copy-payload.ts'
import { CopyMenu } from './CopyMenu.tsx'
import { HeaderTable } from './HeaderTable.tsx'
import type { DetailSearch } from './MessageDetail.tsx'
import { PayloadPanel } from './PayloadPanel.tsx'
import { useColumns } from './use-columns.ts'
import { useCopy } from './use-copy.ts'
import { ViewPicker } from './ViewPicker.tsx'

/** Payloads above this open when they are asked for. */
const LARGE = 100_000

type Props = {
  stream: string
  message: StoredMessage
  client: PayloadClient
  search: DetailSearch
  onSearch: (change: { [name in keyof DetailSearch]?: DetailSearch[name] | undefined }) => void
}

/** Metadata, headers and payload of a message. To be used below a key of the message: it looks at the first one it is given. */
export function WholeMessage({ stream, message, client, search, onSearch }: Props) {
  const [m] = useState(message)
  const remembered = usePayloadView(stream)
  const view = search.view ?? remembered
  const stored = search.stored === true
  const [asked, setAsked] = useState(m.data.length <= LARGE)
  const [place, columns] = useColumns()
  const state = useOpened(client, m.data, { view, stored, columns }, asked && m.data.length > 0 && columns > 0)
  const opened = state.state === 'open' ? state.opened : undefined
  const { said, copy, say } = useCopy()
  useKeys({ c: () => copy('Payload', copyOfPayload(client, m.data, opened)) }, '.split')
  const choose = (chosen: PayloadView | undefined) => {
    rememberPayloadView(stream, chosen)
    onSearch({ view: chosen })
  }
  const download = (what: 'stored' | 'unpacked') => {
    const data = what === 'unpacked' ? (opened?.unpacked ?? m.data) : m.data
    saveFile(fileName(stream, m.seq, data, opened?.kind ?? 'binary'), data)
    say('Download started')
  }
  return (
    <>
      <dl className="facts">
        <Fact name="Subject">
          <span className="mono">{visible(m.subject)}</span>
        </Fact>
        <Fact name="Time">
          <span className="mono">
            <Time at={m.time} digits={9} />
          </span>
        </Fact>
        <Fact name="Payload">
          {m.data.length < 1000 ? '' : `${bytes(m.data.length)} `}
          {m.data.length < 1000 ? plural(m.data.length, 'byte') : `(${count(m.data.length)} bytes)`}
          {opened && `, ${kindNames[opened.kind]}`}
        </Fact>
      </dl>
      <HeaderTable headers={m.headers} />
      <div className="payload-bar">
        {m.data.length > 0 && <ViewPicker view={view} onView={choose} />}
        <CopyMenu stream={stream} message={m} client={client} opened={opened} onCopy={copy} onDownload={download} />
        <span role="status" className="dim">
          {said}
        </span>
      </div>
      <div ref={place} className="payload">
        <PayloadPanel
          client={client}
          data={m.data}
          columns={columns}
          view={view}
          stored={stored}
          onStored={(s) => onSearch({ stored: s || undefined })}
          state={state}
          waits={!asked}
          onOpen={() => setAsked(true)}
        />
      </div>
    </>
  )
}
