import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import type { CleanedRow } from '~/hooks/use-object-check.ts'
import { bytes, count, duration } from '~/lib/format.ts'
import type { Orphan } from '~/nats/obj-orphans.ts'
import { youngWords } from './orphan-words.ts'

type Props = {
  orphans: Orphan[]
  /** Chunks that this page is sending. */
  own: ReadonlySet<string>
  results: ReadonlyMap<string, CleanedRow>
  chosen: ReadonlySet<string>
  /** Undefined when nothing can be chosen any more. */
  onChoose: ((chosen: ReadonlySet<string>) => void) | undefined
}

const words = { cleaned: 'taken away', kept: 'kept', gone: 'was gone already' }
const tones = { cleaned: 'ok', kept: 'attention', gone: 'dim' }

const wide: GridColumn[] = [
  { id: 'choose', header: '', width: '32px' },
  { id: 'nuid', header: 'Chunks of', width: 'minmax(150px, 1fr)' },
  { id: 'chunks', header: 'Chunks', width: '70px', numeric: true },
  { id: 'bytes', header: 'Bytes', width: '80px', numeric: true },
  { id: 'last', header: 'Newest', width: '100px', numeric: true },
  { id: 'note', header: 'Note', width: 'minmax(180px, 1.3fr)' },
]

/** Orphans, of which some can be chosen; when they are cleaned, what has become of each. */
export function OrphanList({ orphans, own, results, chosen, onChoose }: Props) {
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const choose = (nuid: string) => {
    const next = new Set(chosen)
    if (!next.delete(nuid)) next.add(nuid)
    onChoose?.(next)
  }
  const all = (of: Orphan[]) => onChoose?.(new Set(of.map((o) => o.nuid)))
  const old = orphans.filter((o) => youngWords(o, own) === undefined)
  return (
    <>
      {onChoose && old.length < orphans.length && (
        <p className="dim form-note">
          {count(orphans.length - old.length)} of them {orphans.length - old.length === 1 ? 'is' : 'are'} less than an hour old,
          or being sent by this page: not chosen by themselves.
        </p>
      )}
      {onChoose && (
        <div className="form-buttons" role="group" aria-label="Choose">
          <Button variant="default" size="compact-xs" onClick={() => all(orphans)}>
            Choose all {count(orphans.length)}
          </Button>
          {old.length > 0 && old.length < orphans.length && (
            <Button variant="default" size="compact-xs" onClick={() => all(old)}>
              Choose the {count(old.length)} older ones
            </Button>
          )}
          <Button variant="default" size="compact-xs" onClick={() => all([])}>
            Choose none
          </Button>
        </div>
      )}
      <div className="bulk-keys">
        <VirtualGrid
          label="Orphans"
          columns={wide}
          count={orphans.length}
          rowKey={(i) => orphans[i]?.nuid ?? i}
          onActivate={() => {}}
          onSpace={(i) => orphans[i] && choose(orphans[i].nuid)}
          renderRow={(i) => cells(orphans[i] as Orphan, { own, results, chosen, onChoose: onChoose && choose })} // of each index
          minWidth={isSmall ? 760 : 0}
        />
      </div>
    </>
  )
}

type CellProps = Pick<Props, 'own' | 'results' | 'chosen'> & { onChoose: ((nuid: string) => void) | undefined }

function cells(o: Orphan, { own, results, chosen, onChoose }: CellProps): ReactNode[] {
  const done = results.get(o.nuid)
  const young = youngWords(o, own)
  return [
    <input
      key="choose"
      type="checkbox"
      aria-label={`Choose ${o.nuid}`}
      tabIndex={-1}
      disabled={!onChoose}
      checked={chosen.has(o.nuid)}
      onChange={() => onChoose?.(o.nuid)}
    />,
    <span key="nuid" className="mono" title={o.nuid}>
      {o.nuid}
    </span>,
    count(o.chunks),
    <span key="bytes" title={`${count(o.bytes)} bytes`}>
      {bytes(o.bytes)}
    </span>,
    <span key="last" title={o.last}>
      {duration(Math.max(1000, Date.now() - Date.parse(o.last)))} ago
    </span>,
    done ? (
      <span key="note" title={done.because?.message}>
        <span className={tones[done.result]}>{words[done.result]}</span>
        {done.because && <span className="dim">: {done.because.message}</span>}
      </span>
    ) : (
      <span key="note" className="attention" title={young}>
        {young}
      </span>
    ),
  ]
}
