import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { memo, useCallback, useMemo, useState, type ReactNode } from 'react'
import { VirtualGrid } from '~/components/table/VirtualGrid.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useChosenMessages } from '~/hooks/chosen-messages.ts'
import { withGaps, type ListItem } from '~/hooks/message-window.ts'
import type { useMessageWindow } from '~/hooks/messages.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { filterProblem } from '~/lib/subjects.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { ChosenBar } from './ChosenBar.tsx'
import { messageCells, messageGrid, type ListWidth } from './message-columns.tsx'
import { Scrubber } from './Scrubber.tsx'

/** How many rows before the end of what is loaded more is fetched. */
const AHEAD = 30

type Props = {
  stream: Stream
  window: ReturnType<typeof useMessageWindow>
  descending: boolean
  filters: string[]
  /** JSON paths that are columns. */
  fields: string[]
  open: Seq | undefined
  onOpen: (seq: Seq) => void
  onJump: (seq: Seq, byKey: boolean) => void
}

/**
 * The messages around a chosen place, and the whole stream as a bar beside them. A change of the address that does not concern
 * it (another payload view) does not draw it anew.
 */
export const MessageList = memo(function MessageList(props: Props) {
  const [shown, setShown] = useState<[Seq, Seq]>()
  const { stream, window, descending, onJump } = props
  const ready = (window.state?.round ?? 0) > 0
  return (
    <div className="with-scrubber">
      <Rows {...props} onShown={setShown} />
      <Scrubber stream={stream} shown={shown} descending={descending} ready={ready} onJump={onJump} />
    </div>
  )
})

type RowsProps = Omit<Props, 'onJump'> & { onShown: (range: [Seq, Seq] | undefined) => void }

function Rows({ stream, window, descending, filters, fields, open, onOpen, onShown }: RowsProps) {
  const { state, more, recover, retry } = window
  const [active, setActive] = useState<Seq>()
  const choice = useChosenMessages(stream.created)
  const { chosen, toggle, add } = choice
  const narrow = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const width: ListWidth = narrow ? 'narrow' : open === undefined ? 'wide' : 'beside'
  const items = useMemo(() => {
    const ascending = withGaps(state?.rows ?? [], filters.length > 0)
    return descending ? ascending.reverse() : ascending
  }, [state?.rows, descending, filters.length])

  const [atTop, atBottom] = descending ? (['newer', 'older'] as const) : (['older', 'newer'] as const)
  const onVisible = useCallback(
    (first: number, last: number) => {
      if (last >= items.length - AHEAD) more(atBottom)
      if (first < AHEAD) more(atTop)
      onShown(shownRange(items, first, last))
    },
    // A direction that can be read on again (messages have arrived, a read has ended) asks anew without a scroll.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the grid calls again when this is a new function
    [items, onShown, more, atTop, atBottom, state?.older, state?.newer, state?.loading, state?.error],
  )

  const rowKey = useCallback((i: number) => keyOf(items[i]), [items])
  const isGap = (i: number) => items[i]?.kind === 'gap'

  if (!state || (state.loading === 'start' && state.rows.length === 0)) return <Loading lines={14} label="Loading messages" />
  if (state.error && state.rows.length === 0) {
    if (state.error.kind === 'disconnected') return <Loading lines={14} label="Waiting for the connection" />
    return (
      <ErrorNote error={state.error}>
        <Button mt={8} variant="default" onClick={retry}>
          Try again
        </Button>
      </ErrorNote>
    )
  }
  if (items.length === 0) return <Nothing stream={stream} filters={filters} />

  // While several are being chosen the keyboard may be on another row than the open one.
  const current = chosen.size > 0 ? (active ?? open) : (open ?? active)
  const activeIndex = current === undefined ? -1 : items.findIndex((i) => i.kind === 'message' && i.row.seq === current)
  const seqAt = (i: number) => {
    const item = items[i]
    return item?.kind === 'message' ? item.row.seq : undefined
  }
  const addRange = (from: number, to: number) => {
    const [a, b] = from < to ? [from, to] : [to, from]
    add(items.slice(a, b + 1).flatMap((i) => (i.kind === 'message' ? [i.row.seq] : [])))
  }
  // Rows are in order of sequence; going down the newest is the first.
  const atStart = (state.anchor === 'first') !== descending
  return (
    <VirtualGrid
      label="Messages"
      {...messageGrid(width, fields, stream.state.last_seq)}
      count={items.length}
      rowKey={rowKey}
      renderRow={(i) => cells(items[i], width, fields)}
      active={activeIndex >= 0 ? activeIndex : undefined}
      isChosen={chosen.size > 0 ? (i) => chosen.has(seqAt(i) ?? -1n) : undefined}
      onActivate={(i, byKey, held) => {
        const seq = seqAt(i)
        if (seq === undefined) return
        setActive(seq)
        if (held.shift && !byKey) addRange(activeIndex >= 0 ? activeIndex : i, i)
        else if (held.ctrl) toggle(seq, activeIndex >= 0 ? current : undefined)
        else onOpen(seq)
      }}
      onSpace={(i, isRange) => {
        const seq = seqAt(i)
        if (seq === undefined) return
        if (isRange) addRange(activeIndex, i)
        else toggle(seq, undefined)
      }}
      onExtend={(from, to) => {
        addRange(from, to)
        setActive(seqAt(to))
      }}
      onVisible={onVisible}
      isSkipped={isGap}
      keepPlace
      anchor={{ index: atStart ? 0 : items.length - 1, align: atStart ? 'start' : 'end', token: state.round }}
      footer={
        <>
          <ChosenBar stream={stream} choice={choice} />
          <span>
            {plural(state.rows.length, 'message')} loaded{filters.length > 0 ? '; the stream holds ' : ' of '}
            {count(stream.state.messages)}
          </span>
          <span>
            Cost so far: {plural(state.requests, 'request')}, {bytes(state.bytes)}
          </span>
          <span role="status">{state.loading ? 'Loading ...' : ''}</span>
          {state.error && (
            <span className="danger" role="alert">
              {state.error.message}{' '}
              <Button variant="subtle" size="compact-xs" onClick={recover}>
                Try again
              </Button>
            </span>
          )}
        </>
      }
    />
  )
}

function keyOf(item: ListItem | undefined): string {
  if (!item) return ''
  return item.kind === 'gap' ? `gap-${item.after}` : String(item.row.seq)
}

function cells(item: ListItem | undefined, width: ListWidth, fields: string[]): ReactNode[] | { whole: ReactNode } {
  if (!item) return []
  if (item.kind === 'gap') return { whole: `${plural(item.deleted, 'message')} deleted` }
  return messageCells(item.row, width, fields)
}

/** The sequences at the top and at the bottom of what is on screen. */
function shownRange(items: ListItem[], first: number, last: number): [Seq, Seq] | undefined {
  const seqs = items.slice(first, Math.max(first + 1, last)).flatMap((i) => (i.kind === 'message' ? [i.row.seq] : []))
  const [a, b] = [seqs[0], seqs.at(-1)]
  return a !== undefined && b !== undefined ? [a, b] : undefined
}

function Nothing({ stream, filters }: { stream: Stream; filters: string[] }) {
  if (stream.state.messages === 0) {
    return (
      <EmptyState title="The stream holds no messages">
        Messages that are published to {stream.config.subjects.join(', ') || 'its origin'} appear here.
      </EmptyState>
    )
  }
  const bad = filters.find(filterProblem) // from a link: the toolbar takes none
  if (bad !== undefined) return <EmptyState title={`Not a subject filter: ${bad}`}>{filterProblem(bad)}.</EmptyState>
  return (
    <EmptyState title={filters.length > 0 ? 'No message matches these subjects' : 'No messages here'}>
      The stream holds {plural(stream.state.messages, 'message')}.
      {filters.length > 0 && ' Wildcards: * stands for one token, > for one or more at the end.'}
    </EmptyState>
  )
}
