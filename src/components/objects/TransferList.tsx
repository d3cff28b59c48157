import { IconCopy, IconDownload, IconUpload } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo, useState, type ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { transferActions, useLookAt } from '~/hooks/transfers.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { bytes, count, percent } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { TransferRow } from '~/nats/obj-transfers.ts'
import type { LinkError } from '~/nats/types.ts'
import type { Transfers } from '~/stores/transfers.ts'
import { Overwrite } from './Overwrite.tsx'
import type { Replacing } from './overwrite-choice.ts'
import { leftWords, speedWords, stateWords } from './transfer-words.ts'
import { WhyFailed } from './WhyFailed.tsx'

const columns: GridColumn[] = [
  { id: 'name', header: 'Name', width: 'minmax(180px, 2fr)' },
  { id: 'progress', header: 'Progress', width: '150px' },
  { id: 'size', header: 'Size', width: '80px', numeric: true },
  { id: 'speed', header: 'Speed', width: '90px', numeric: true },
  { id: 'left', header: 'Time left', width: '90px', numeric: true },
  { id: 'state', header: 'State', width: 'minmax(160px, 1.5fr)' },
  { id: 'actions', header: 'Actions', width: '200px' },
]

/** What there is room for below its width: how far it is, is part of the state then. */
const WIDE = 980
const few: GridColumn[] = [
  { id: 'name', header: 'Name', width: 'minmax(0, 1fr)' },
  { id: 'state', header: 'State', width: 'minmax(0, 1fr)' },
  { id: 'actions', header: 'Actions', width: '158px' },
]

/** The grid's head, its foot line and so many rows are seen at once. */
const SEEN = 6

/** One upload that somebody else was quicker than, with what is there now. */
type Asked = { row: TransferRow; item: Replacing }

export function TransferList({ view: { rows, first, totals } }: { view: Transfers }) {
  const [active, setActive] = useState<number>()
  const [asked, setAsked] = useState<Asked>()
  const [said, setSaid] = useState<string>()
  const lookAt = useLookAt()
  const block = useWriteBlock()
  const isSmall = useMediaQuery(`(max-width: ${WIDE - 1}px)`, false, { getInitialValueInEffect: false })
  const at = useMemo(() => new Map(rows.map((r, i) => [first + i, r])), [rows, first])
  const index = rows.findIndex((r) => r.id === active)
  const told = (index >= 0 ? rows[index] : undefined) ?? rows.find((r) => r.error ?? r.leftover)
  const compare = (row: TransferRow) =>
    lookAt.mutate(row, {
      onSuccess: (old) => {
        setSaid(undefined)
        const isFree = old === null || old.deleted
        if (isFree) transferActions.retry(row.id, 'nothing')
        else setAsked({ row, item: itemOf(row, old) })
      },
      onError: (e) => setSaid(e.message),
    })
  return (
    <>
      <div className="tray-rows" style={{ height: 32 + 30 * Math.min(SEEN, totals.transfers) }}>
        <VirtualGrid
          label="Transfers"
          columns={isSmall ? few : columns}
          count={totals.transfers}
          rowKey={(i) => at.get(i)?.id ?? `place ${i}`}
          active={index >= 0 ? first + index : undefined}
          onActivate={(i) => setActive(at.get(i)?.id)}
          onVisible={transferActions.show}
          renderRow={(i) => {
            const row = at.get(i)
            if (!row) return { whole: <span className="dim">…</span> }
            const actions = <Actions row={row} block={block} onCompare={() => compare(row)} />
            return isSmall ? fewCells(row, actions) : cells(row, actions)
          }}
          minWidth={isSmall ? 0 : 940}
        />
      </div>
      {told && (told.error ?? told.leftover) && (
        <p className={`form-note tray-error ${told.state === 'held up' ? 'attention' : 'danger'}`} role="status">
          <span className="mono">{visible(told.name)}</span>:{' '}
          {[told.error, told.leftover].map(sentences).filter(Boolean).join(' ')}
        </p>
      )}
      {said && <p className="form-note danger tray-error">{said}</p>}
      {asked && (
        <Overwrite
          items={[asked.item]}
          comes={asked.row.kind === 'copy' ? 'copy' : 'file'}
          others={0}
          block={block}
          lookAt={async () => {
            const now = await lookAt.mutateAsync(asked.row)
            return new Map(now ? [[asked.item.name, now]] : [])
          }}
          onGo={(chosen) => {
            transferActions.retry(asked.row.id, chosen.get(asked.item.name))
            setAsked(undefined)
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

const itemOf = ({ name, size, modified = 0, digest, meta }: TransferRow, old: Replacing['old']): Replacing => ({
  name,
  size,
  modified,
  old,
  digest,
  meta,
})

const sentences = (e: LinkError | undefined) => e && `${e.message}${e.next ? `. ${e.next}` : ''}.`

function cells(row: TransferRow, actions: ReactNode): ReactNode[] {
  const { name, size, done, perSecond, leftMs } = row
  return [
    <Name key="name" row={row} />,
    <span key="progress" className="tray-progress">
      <Bar row={row} />
      <span className="num">{percent(shareOf(row))}</span>
    </span>,
    <span key="size" title={`${count(done)} of ${count(size)} bytes`}>
      {bytes(size)}
    </span>,
    speedWords(perSecond),
    leftWords(leftMs),
    <State key="state" row={row} />,
    <span key="actions" aria-label={`Actions of ${name}`} role="group">
      {actions}
      <WhyFailed row={row} />
    </span>,
  ]
}

/** The same in little room. */
function fewCells(row: TransferRow, actions: ReactNode): ReactNode[] {
  const isOpen = !['done', 'failed', 'cancelled', 'left'].includes(row.state)
  return [
    <Name key="name" row={row} isShort />,
    <span key="state" className="tray-few">
      <Bar row={row} />
      {isOpen && row.done > 0 && <span className="num">{percent(shareOf(row))} </span>}
      <State row={row} />
    </span>,
    <span key="actions" aria-label={`Actions of ${row.name}`} role="group">
      {actions}
      <WhyFailed row={row} />
    </span>,
  ]
}

const shareOf = ({ state, size, done }: TransferRow) => (state === 'done' ? 1 : size === 0 ? 0 : Math.min(1, done / size))

function Bar({ row }: { row: TransferRow }) {
  return <progress max={1} value={shareOf(row)} aria-label={`Progress of ${row.name}`} />
}

function Name({ row: { kind, name, bucket }, isShort = false }: { row: TransferRow; isShort?: boolean }) {
  const Icon = { upload: IconUpload, copy: IconCopy, download: IconDownload, zip: IconDownload }[kind]
  return (
    <span className="mono" title={`${kind}: ${name} in ${bucket.name}`}>
      <Icon size={14} className="row-icon" aria-hidden />
      {visible(name)} {!isShort && <span className="dim">{bucket.name}</span>}
    </span>
  )
}

function State({ row }: { row: TransferRow }) {
  const { state, leftOut, error, leftover } = row
  const tone =
    {
      done: leftOut > 0 || leftover ? 'attention' : 'ok',
      failed: 'danger',
      left: 'danger',
      'held up': 'attention',
      cancelled: leftover ? 'attention' : '',
    }[state as string] ?? ''
  const words = stateWords(row)
  const why = [error, leftover].flatMap((e) => e?.message ?? [])
  return (
    <span className={tone} title={[words, ...why].join(': ')}>
      {words}
      {error && `: ${error.message}`}
    </span>
  )
}

type ActionsProps = { row: TransferRow; block: string | undefined; onCompare: () => void }

function Actions({ row, block, onCompare }: ActionsProps) {
  const { id, name, kind, state, error } = row
  const isWrite = kind === 'upload' || kind === 'copy'
  const writes = isWrite ? block : undefined
  switch (state) {
    case 'done':
    case 'cleaning':
    case 'finishing':
      return null
    case 'failed':
    case 'cancelled':
    case 'left':
      return isWrite && error?.kind === 'conflict' ? (
        <Mini label={`Compare ${name} with what is there`} block={writes} onClick={onCompare}>
          Compare
        </Mini>
      ) : (
        <Mini label={`Retry ${name}`} block={writes} onClick={() => transferActions.retry(id)}>
          {state === 'left' ? 'Go on' : 'Retry'}
        </Mini>
      )
    case 'paused':
      return (
        <>
          <Mini label={`Resume ${name}`} block={writes} onClick={() => transferActions.resume([id])}>
            Resume
          </Mini>
          <Cancel id={id} name={name} />
        </>
      )
    default:
      return (
        <>
          <Mini label={`Pause ${name}`} block={undefined} onClick={() => transferActions.pause([id])}>
            Pause
          </Mini>
          <Cancel id={id} name={name} />
        </>
      )
  }
}

function Cancel({ id, name }: { id: number; name: string }) {
  return (
    <Mini label={`Cancel ${name}`} block={undefined} onClick={() => transferActions.cancel([id])}>
      Cancel
    </Mini>
  )
}

type MiniProps = { label: string; block: string | undefined; onClick: () => void; children: ReactNode }

function Mini({ label, block, onClick, children }: MiniProps) {
  return (
    <button
      type="button"
      className="mini"
      aria-label={label}
      aria-disabled={block ? true : undefined}
      title={block}
      onClick={(e) => {
        e.stopPropagation()
        if (!block) onClick()
      }}
    >
      {children}
    </button>
  )
}
