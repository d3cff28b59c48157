import { Checkbox, NativeSelect } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import type { LookedAt, PreviewStart } from '~/hooks/preview.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import { cellText, delimiterNames, delimiters, type CsvTable, type Delimiter } from '~/lib/preview/csv.ts'
import type { LinkError } from '~/nats/types.ts'

const ROW = 26
/** More columns are not drawn. */
const MOST_COLUMNS = 60

type State = { table?: CsvTable; error?: LinkError }

/** The beginning of an object as a table: rows of cells, as far as it was read. */
export default function CsvPreview({ at, start }: { at: LookedAt; start: PreviewStart }) {
  const { data, size, what } = start
  const goesOn = data.length < size
  const [delimiter, setDelimiter] = useState<Delimiter>()
  const [hasHeader, setHasHeader] = useState(true)
  const [{ table, error }, setState] = useState<State>({})
  useEffect(() => {
    let isCurrent = true
    at.table(data, goesOn, delimiter, what.encoding).then(
      (made) => isCurrent && setState({ table: made }),
      (e: unknown) => isCurrent && setState({ error: explain(e) }),
    )
    return () => {
      isCurrent = false
    }
  }, [at, data, goesOn, delimiter, what.encoding])
  if (error) return <ErrorNote error={error} />
  if (!table) return <Loading lines={8} label="Reading the table" />
  const rows = table.rows.length - 1
  return (
    <>
      <div className="preview-head">
        <NativeSelect
          aria-label="Cells are divided by"
          size="xs"
          value={table.delimiter}
          data={delimiters.map((d) => ({ value: d, label: `Divided by ${delimiterNames[d]}` }))}
          onChange={(e) => setDelimiter(delimiters.find((d) => d === e.currentTarget.value))}
        />
        <Checkbox label="First row is a header" checked={hasHeader} onChange={(e) => setHasHeader(e.currentTarget.checked)} />
        <span className="dim" role="status" aria-label="About the table">
          {plural(hasHeader ? Math.max(0, rows - 1) : rows, 'row')}
          {table.cut && ' so far'}, {plural(table.columns, 'column')}
          {table.columns > MOST_COLUMNS && `, the first ${MOST_COLUMNS} shown`}
          {table.ragged > 0 && `, ${count(table.ragged)} with more or fewer cells than the first`}
        </span>
      </div>
      {rows === 0 && (
        <p className="form-note">
          {table.cut
            ? `Its first row goes on beyond the ${bytes(data.length)} that were read: read more of it, or look at it as text.`
            : 'There is no row in it.'}
        </p>
      )}
      {rows > 0 && <Cells key={String(hasHeader)} table={table} hasHeader={hasHeader} />}
    </>
  )
}

function Cells({ table, hasHeader }: { table: CsvTable; hasHeader: boolean }) {
  const scroll = useRef<HTMLDivElement>(null)
  const from = hasHeader ? 1 : 0
  const total = table.rows.length - 1 - from
  const columns = Math.min(table.columns, MOST_COLUMNS)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const template = `64px repeat(${columns}, 160px)`
  const width = 64 + columns * 160
  const cells = (row: number) => Array.from({ length: columns }, (_, column) => ({ column, text: cellText(table, row, column) }))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so it has to be reachable by keyboard
    <div ref={scroll} className="viewer csv" role="table" tabIndex={0} aria-label="Table" aria-rowcount={total + 1}>
      <div role="rowgroup" className="csv-head" style={{ width }}>
        <div role="row" aria-rowindex={1} className="csv-row" style={{ gridTemplateColumns: template }}>
          <span role="columnheader" className="dim">
            Row
          </span>
          {cells(0).map(({ column, text }) => (
            <span key={column} role="columnheader" title={hasHeader ? text : undefined}>
              {hasHeader ? visible(text ?? '') : column + 1}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative', width }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="csv-row csv-placed"
            style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
          >
            <span role="rowheader" className="dim">
              {count(index + 1)}
            </span>
            {cells(index + from).map(({ column, text }) => (
              <span key={column} role="cell" className={text === undefined ? 'csv-none' : undefined} title={text}>
                {text === undefined ? '' : visible(text)}
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
