import { useCallback, useMemo, type MouseEvent } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import type { SeenDesk } from '~/hooks/use-desk.ts'
import { useDeskClock } from '~/hooks/use-desk-clock.ts'
import { bytes, count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Decision } from '~/nats/ack.ts'
import type { HeldRow } from '~/nats/held.ts'
import type { Seq } from '~/nats/types.ts'
import { DeadlineBar } from './DeadlineBar.tsx'
import { canDecide, secondsLeft, stateHelp, stateWords } from './desk-words.ts'

type Props = {
  view: SeenDesk
  total: number
  chosen: ReadonlySet<Seq>
  active: Seq | undefined
  /** With ack policy `all`: everything up to here goes with an ack. */
  along: Seq | undefined
  /** The open message takes its share of the width. */
  narrow: boolean
  /** Why nothing can be decided now. */
  block: string | undefined
  onActivate: (seq: Seq) => void
  onChoose: (seq: Seq, range: boolean) => void
  onChooseAll: () => void
  onDecide: (seq: Seq, d: Decision) => void
  /** Asks for a reason first. */
  onTerm: (seq: Seq) => void
  onVisible: (first: number, last: number) => void
}

/** The messages that were delivered to this desk, as rows that stay where they are. */
export function HeldList(props: Props) {
  const { view, total, chosen, active, along, block, narrow } = props
  const { rows, first } = view
  // The bars run by this page's clock, corrected to the desk's.
  const now = useDeskClock(
    view,
    rows.some((r) => r.state === 'held' || r.again !== undefined),
  )
  const at = useCallback((i: number): HeldRow | undefined => rows[i - first], [rows, first])
  const rowKey = useCallback((i: number) => String(at(i)?.seq ?? `#${i}`), [at])
  const { hand } = view.stats.counts
  const columns = useMemo(
    (): GridColumn[] => columnsOf(chosen.size, hand, narrow, props.onChooseAll),
    [chosen.size, hand, narrow, props.onChooseAll],
  )
  const activeIndex = rows.findIndex((r) => r.seq === active)
  return (
    <VirtualGrid
      label="Held messages"
      columns={columns}
      count={total}
      rowKey={rowKey}
      active={activeIndex === -1 ? undefined : activeIndex + first}
      isChosen={(i) => chosen.has(at(i)?.seq ?? -1n)}
      onActivate={(i) => {
        const row = at(i)
        if (row) props.onActivate(row.seq)
      }}
      onVisible={props.onVisible}
      renderRow={(i) => {
        const row = at(i)
        return row ? cells(row, now, { ...props, isAlong: along !== undefined && row.seq <= along, block }) : ['', '…']
      }}
      keepPlace
      overscan={2}
      recycle
      minWidth={narrow ? 676 : 920}
    />
  )
}

const hiddenWhenNarrow = new Set(['consumer', 'preview'])

function columnsOf(chosen: number, inHand: number, narrow: boolean, onChooseAll: () => void): GridColumn[] {
  const columns: GridColumn[] = [
    {
      id: 'choose',
      width: '42px',
      header: (
        <input
          type="checkbox"
          aria-label="Choose all that can be decided"
          checked={chosen > 0}
          ref={(box) => {
            if (box) box.indeterminate = chosen > 0 && chosen < inHand
          }}
          onChange={onChooseAll}
        />
      ),
    },
    { id: 'seq', header: 'Sequence', width: '128px', numeric: true },
    {
      id: 'consumer',
      header: <span title="The consumer's own count of deliveries">Cons. seq</span>,
      width: '84px',
      numeric: true,
    },
    { id: 'delivered', header: <span title="How often it was delivered">Times</span>, width: '62px', numeric: true },
    { id: 'subject', header: 'Subject', width: 'minmax(130px, 1fr)' },
    { id: 'state', header: 'To decide', width: '196px' },
    { id: 'acts', header: 'Decide', width: '156px' },
    { id: 'preview', header: 'Payload', width: 'minmax(120px, 2fr)' },
  ]
  return columns.filter((c) => !narrow || !hiddenWhenNarrow.has(c.id))
}

type RowActs = Pick<Props, 'narrow' | 'chosen' | 'onChoose' | 'onDecide' | 'onTerm' | 'block'> & { isAlong: boolean }

function cells(row: HeldRow, now: number, acts: RowActs) {
  const s = String(row.seq)
  return [
    <input
      key="choose"
      type="checkbox"
      aria-label={`Choose ${s}`}
      tabIndex={-1}
      checked={acts.chosen.has(row.seq)}
      disabled={!canDecide(row)}
      onChange={() => {}}
      onClick={(e: MouseEvent) => {
        e.stopPropagation()
        acts.onChoose(row.seq, e.shiftKey)
      }}
    />,
    <span
      key="seq"
      className={acts.isAlong && canDecide(row) ? 'mono along' : 'mono'}
      title={acts.isAlong ? 'Goes with the ack' : undefined}
    >
      {count(row.seq)}
    </span>,
    !acts.narrow && (
      <span key="consumer" className="mono">
        {count(row.consumerSeq)}
      </span>
    ),
    <span
      key="delivered"
      className={row.delivered > 1 ? 'mono attention' : 'mono'}
      title={row.history.map((h) => h.what).join('\n')}
    >
      {count(row.delivered)}
    </span>,
    <span key="subject" className="mono" title={row.subject}>
      {visible(row.subject)}
    </span>,
    <State key="state" row={row} now={now} />,
    <RowButtons key="acts" row={row} acts={acts} />,
    !acts.narrow && (
      <span key="preview" className="mono dim" title={bytes(row.size)}>
        {row.preview}
      </span>
    ),
  ].filter((cell) => cell !== false)
}

function State({ row, now }: { row: HeldRow; now: number }) {
  const doubt = row.uncertain && row.state === 'held' && (
    <span className="attention" title="The connection was lost while it was held: the server may have given it to somebody else">
      uncertain
    </span>
  )
  if (row.state === 'held' && row.deadline !== undefined) {
    return (
      <span title={row.note ?? stateHelp.held}>
        {doubt} <DeadlineBar left={row.deadline - now} of={row.waitMs ?? 0} />
      </span>
    )
  }
  const back =
    row.state === 'returned' && row.again !== undefined
      ? row.again > now
        ? `, back in ${secondsLeft(row.again - now)}`
        : ', due: comes with the next pull'
      : ''
  const good = row.state === 'acked' || row.state === 'confirmed'
  const bad = ['expired', 'unknown', 'orphaned', 'given-up'].includes(row.state)
  return (
    <span
      className={good ? 'ok' : bad ? 'attention' : 'dim'}
      title={row.note ? `${stateHelp[row.state]}. ${row.note}` : stateHelp[row.state]}
    >
      {doubt} {stateWords[row.state]}
      {back}
    </span>
  )
}

/** The three that are used most, on the row itself; all of them are in the bar above. */
function RowButtons({ row, acts }: { row: HeldRow; acts: RowActs }) {
  if (!canDecide(row)) return null
  const button = (label: string, act: () => void) => (
    <button
      type="button"
      className="mini"
      tabIndex={-1}
      aria-label={`${label} ${row.seq}`}
      aria-disabled={acts.block ? true : undefined}
      title={acts.block}
      onClick={(e) => {
        e.stopPropagation()
        if (!acts.block) act()
      }}
    >
      {label}
    </button>
  )
  return (
    <>
      {button('Ack', () => acts.onDecide(row.seq, { kind: 'confirm' }))}
      {button('Nak', () => acts.onDecide(row.seq, { kind: 'nak' }))}
      {button('Term', () => acts.onTerm(row.seq))}
    </>
  )
}
