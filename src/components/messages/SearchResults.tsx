import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Hit } from '~/nats/search.ts'
import type { Seq } from '~/nats/types.ts'

const columns: GridColumn[] = [
  { id: 'seq', header: 'Sequence', width: '128px', numeric: true },
  { id: 'time', header: 'Time', width: '266px' },
  { id: 'subject', header: 'Subject', width: 'minmax(140px, 1fr)' },
  { id: 'where', header: 'Found in', width: '84px' },
  { id: 'match', header: 'Match', width: 'minmax(260px, 2fr)' },
]

const narrowColumns: GridColumn[] = [
  { id: 'seq', header: 'Sequence', width: '128px', numeric: true },
  { id: 'match', header: 'Match', width: 'minmax(0, 1fr)' },
]

/** What was found, as it is found. Opening a row opens the message in its place in the list. */
export function SearchResults({ hits, open, onOpen }: { hits: Hit[]; open: Seq | undefined; onOpen: (seq: Seq) => void }) {
  const narrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const [active, setActive] = useState<Seq>()
  // Hits come in above too: who has scrolled away from the top keeps the place, who has not goes on seeing the first ones.
  const [moved, setMoved] = useState(false)
  const shown = open ?? active
  const at = shown === undefined ? -1 : hits.findIndex((h) => h.seq === shown)
  return (
    <VirtualGrid
      label="Found messages"
      columns={narrow ? narrowColumns : columns}
      count={hits.length}
      rowKey={(i) => String(hits[i]?.seq)}
      renderRow={(i) => cells(hits[i], narrow)}
      active={at >= 0 ? at : undefined}
      onActivate={(i) => {
        const hit = hits[i]
        if (!hit) return
        setActive(hit.seq)
        onOpen(hit.seq)
      }}
      keepPlace={moved}
      onScroll={(_, atStart) => setMoved(!atStart)}
      minWidth={narrow ? 0 : 860}
    />
  )
}

function cells(hit: Hit | undefined, narrow: boolean) {
  if (!hit) return []
  const all = [
    <span key="seq" className="mono">
      {count(hit.seq)}
    </span>,
    <span key="time" className="mono dim">
      <Time at={hit.time} digits={3} />
    </span>,
    <span key="subject" className="mono" title={hit.subject}>
      {visible(hit.subject)}
    </span>,
    <span key="where" className="dim">
      {hit.where}
    </span>,
    <span key="match" className="mono">
      <span className="dim">{narrow ? hit.before.slice(-8) : hit.before}</span>
      <mark>{hit.match}</mark>
      <span className="dim">{hit.after}</span>
    </span>,
  ]
  return narrow ? [all[0], all[4]] : all
}
