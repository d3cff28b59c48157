import { Button } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { copyOfPayload } from '~/components/messages/copy-payload.ts'
import { PayloadPanel } from '~/components/messages/PayloadPanel.tsx'
import { useColumns } from '~/components/messages/use-columns.ts'
import { useCopy } from '~/components/messages/use-copy.ts'
import { ViewPicker } from '~/components/messages/ViewPicker.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { useOpened } from '~/hooks/payload.ts'
import { saveFile } from '~/lib/clipboard.ts'
import { fileName } from '~/lib/message-text.ts'
import type { PayloadView } from '~/lib/payload/views.ts'
import type { KvBucketSearch } from '~/lib/search.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { rememberPayloadView, usePayloadView } from '~/stores/preferences.ts'
import { EntryFacts } from './EntryFacts.tsx'
import { EntryHeaders } from './EntryHeaders.tsx'
import type { SetSearch } from './KeyToolbar.tsx'

/** Values above this open when they are asked for. */
const LARGE = 100_000

type Props = {
  bucket: Bucket
  entry: KvEntry
  client: PayloadClient
  search: Pick<KvBucketSearch, 'view' | 'stored'>
  onSearch: SetSearch
}

/** One revision of a key, decoded. To be used below a key of the revision: it looks at the first one it is given. */
export function EntryView({ bucket, entry, client, search, onSearch }: Props) {
  const [{ data, headers, operation, revision }] = useState(entry)
  const remembered = usePayloadView(bucket.stream)
  const view = search.view ?? remembered
  const stored = search.stored === true
  const [asked, setAsked] = useState(data.length <= LARGE)
  const [place, columns] = useColumns()
  const state = useOpened(client, data, { view, stored, columns }, asked && data.length > 0 && columns > 0)
  const opened = state.state === 'open' ? state.opened : undefined
  const { said, copy } = useCopy()
  const choose = (chosen: PayloadView | undefined) => {
    rememberPayloadView(bucket.stream, chosen)
    onSearch({ view: chosen })
  }
  return (
    <>
      <EntryFacts bucket={bucket} entry={entry} />
      <EntryHeaders headers={headers} />
      {data.length > 0 && (
        <div className="payload-bar">
          <ViewPicker view={view} onView={choose} />
          <Button
            variant="default"
            title="Copy the value"
            leftSection={<IconCopy size={14} aria-hidden />}
            onClick={() => copy('Value', copyOfPayload(client, data, opened))}
          >
            <span className="bar-word">Copy</span>
          </Button>
          <Button
            variant="default"
            title="Download the value"
            leftSection={<IconDownload size={14} aria-hidden />}
            onClick={() => saveFile(fileName(bucket.stream, revision, data, opened?.kind ?? 'binary'), data)}
          >
            <span className="bar-word">Download</span>
          </Button>
          <span role="status" className="dim clip bar-said">
            {said}
          </span>
        </div>
      )}
      <div ref={place} className="payload">
        {data.length === 0 ? (
          <p className="dim form-note">{operation === 'PUT' ? 'The value is empty.' : 'A marker without a value.'}</p>
        ) : (
          <PayloadPanel
            client={client}
            data={data}
            columns={columns}
            view={view}
            stored={stored}
            onStored={(s) => onSearch({ stored: s || undefined })}
            state={state}
            waits={!asked}
            onOpen={() => setAsked(true)}
          />
        )}
      </div>
    </>
  )
}
