import { useMediaQuery } from '@mantine/hooks'
import { useCallback, useState } from 'react'
import { VirtualGrid } from '~/components/table/VirtualGrid.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useTail } from '~/hooks/use-tail.ts'
import type { TailFrom, TailRow } from '~/nats/tail.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { messageCells, messageGrid, type ListWidth } from './message-columns.tsx'
import { LiveStatus } from './LiveStatus.tsx'

type Props = {
  stream: Stream
  filters: string[]
  from: TailFrom
  fields: string[]
  open: Seq | undefined
  onOpen: (seq: Seq) => void
}

/** The live tail: new messages come in at the end, which is followed until the operator scrolls up, opens one, or pauses. */
export function LiveList({ stream, filters, from, fields, open, onOpen }: Props) {
  const { view, failure, hold, letGo, follow, show, keep } = useTail(stream, filters, from)
  const narrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const width: ListWidth = narrow ? 'narrow' : open === undefined ? 'wide' : 'beside'
  const [active, setActive] = useState<number>()
  // While the end is let go of the list stays as it was then: what leaves the ring meanwhile leaves an empty row.
  const { first, end } = hold ?? view?.stats ?? { first: 0, end: 0 }
  const rows = new Map((view?.rows ?? []).map((r) => [r.index, r]))

  const onVisible = useCallback(
    (from: number, to: number) => show(Math.max(first, first + from - 20), to - from + 40),
    [show, first],
  )
  const openRow = (index: number) => {
    const row = rows.get(first + index)
    if (!row) return
    setActive(row.index)
    letGo('scrolled') // a row that is read must not run away
    void keep(row.index).then(() => onOpen(row.seq))
  }

  if (failure) return <ErrorNote error={failure} />
  if (!view) return <Loading lines={14} label="Starting to follow" />
  const { stats } = view
  const activeIndex = active === undefined || active < first ? -1 : active - first
  return (
    <div className="live">
      <LiveStatus stats={stats} hold={hold} letGo={letGo} follow={follow} />
      {stats.state === 'failed' && stats.error && <ErrorNote error={stats.error} />}
      {end === first ? (
        <EmptyState title="Nothing has come yet">Messages that arrive in {stream.name} appear here by themselves.</EmptyState>
      ) : (
        <VirtualGrid
          label="Live messages"
          {...messageGrid(width, fields, stream.state.last_seq)}
          count={end - first}
          rowKey={byPlace}
          renderRow={(i) => cells(rows.get(first + i), first + i < stats.first, width, fields)}
          active={activeIndex >= 0 && open !== undefined ? activeIndex : undefined}
          onActivate={openRow}
          {...(hold ? { onVisible } : {})}
          onScroll={(atEnd) => {
            if (!atEnd) letGo('scrolled')
            else if (hold?.why === 'scrolled' && hold.end >= end && open === undefined) follow()
          }}
          // Once the ring is full the end stays in one place, and nothing has to be scrolled (nor measured) for it.
          anchor={hold ? undefined : { index: end - first - 1, align: 'end', token: end - first }}
        />
      )}
    </div>
  )
}

/** Rows stay where they are and their content changes: nothing has to be laid out anew as messages come. */
const byPlace = (i: number) => i

function cells(row: TailRow | undefined, isDropped: boolean, width: ListWidth, fields: string[]) {
  if (row) return messageCells(row, width, fields)
  return { whole: <span className="dim">{isDropped ? 'has left the ring' : '…'}</span> }
}
