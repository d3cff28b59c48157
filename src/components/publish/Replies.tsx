import { Button } from '@mantine/core'
import { useState } from 'react'
import { HeaderTable } from '~/components/messages/HeaderTable.tsx'
import { PayloadPanel } from '~/components/messages/PayloadPanel.tsx'
import { useColumns } from '~/components/messages/use-columns.ts'
import { ViewPicker } from '~/components/messages/ViewPicker.tsx'
import { usePayloadClient, useOpened } from '~/hooks/payload.ts'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { bytes, duration } from '~/lib/format.ts'
import type { PayloadView } from '~/lib/payload/views.ts'
import type { Replies as All, Reply } from '~/nats/request-many.ts'
import { repliesWords } from './publish-words.ts'

/** So many rows are drawn until more are asked for. */
const ROWS = 50
const PREVIEW = 80
/** Payloads above this open when they are asked for. */
const LARGE = 100_000

type Props = { replies: All; isWaiting: boolean; onStop: () => void }

/** The replies as they came, each a row that opens. */
export function Replies({ replies, isWaiting, onStop }: Props) {
  const client = usePayloadClient()
  const [rows, setRows] = useState(ROWS)
  return (
    <section aria-label="Replies" className="form">
      <div className="form-buttons">
        <span role="status">{repliesWords(replies)}</span>
        {isWaiting && (
          <Button variant="default" size="compact-sm" onClick={onStop}>
            Stop waiting
          </Button>
        )}
      </div>
      <ol className="plain-list publish-replies">
        {replies.kept.slice(0, rows).map((reply, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- the list only grows
          <Row key={i} n={i + 1} reply={reply} client={client} />
        ))}
      </ol>
      {replies.kept.length > rows && (
        <Button variant="default" size="compact-sm" onClick={() => setRows(rows + ROWS * 4)}>
          Show more of {replies.kept.length}
        </Button>
      )}
    </section>
  )
}

function Row({ n, reply, client }: { n: number; reply: Reply; client: PayloadClient }) {
  const [open, setOpen] = useState(false)
  const start = new TextDecoder().decode(reply.data.subarray(0, PREVIEW)).replace(/\p{C}/gu, ' ')
  return (
    <li>
      <details onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>
          <span className="mono">{n}</span> <span className="dim">after {duration(reply.at)},</span>{' '}
          <span className="dim">{bytes(reply.data.length)}</span> <span className="mono">{start}</span>
        </summary>
        {open && <Whole reply={reply} client={client} />}
      </details>
    </li>
  )
}

function Whole({ reply, client }: { reply: Reply; client: PayloadClient }) {
  const [view, setView] = useState<PayloadView>()
  const [stored, setStored] = useState(false)
  const [asked, setAsked] = useState(reply.data.length <= LARGE)
  const [place, columns] = useColumns()
  const state = useOpened(client, reply.data, { view, stored, columns }, asked && reply.data.length > 0 && columns > 0)
  return (
    <div className="form publish-reply">
      <HeaderTable headers={reply.headers} label="Headers of the reply" />
      {reply.data.length > 0 && (
        <div className="payload-bar">
          <ViewPicker view={view} onView={setView} />
        </div>
      )}
      <div ref={place} className="payload">
        <PayloadPanel
          client={client}
          data={reply.data}
          columns={columns}
          view={view}
          stored={stored}
          onStored={setStored}
          state={state}
          waits={!asked}
          onOpen={() => setAsked(true)}
        />
      </div>
    </div>
  )
}
