import type { ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import type { GridColumn } from '~/components/table/VirtualGrid.tsx'
import { bytes, count } from '~/lib/format.ts'
import { parseJson, stringifyJson } from '~/lib/json.ts'
import { parsePath, valueAt } from '~/lib/payload/json-path.ts'
import { visible } from '~/lib/payload/text.ts'
import type { MessageRow } from '~/nats/message-row.ts'
import type { Seq } from '~/nats/types.ts'

const seqColumn = (width: string): GridColumn => ({ id: 'seq', header: 'Sequence', width, numeric: true })
const timeColumn = (width: string): GridColumn => ({ id: 'time', header: 'Time', width })
const subjectColumn = (width: string): GridColumn => ({ id: 'subject', header: 'Subject', width })
const payloadColumn = (width: string): GridColumn => ({ id: 'preview', header: 'Payload', width })

const after: GridColumn[] = [
  { id: 'size', header: 'Size', width: '80px', numeric: true },
  { id: 'headers', header: 'Headers', width: '72px', numeric: true },
  payloadColumn('minmax(200px, 2fr)'),
]

export type ListWidth = 'wide' | 'beside' | 'narrow'

type MessageGrid = { columns: GridColumn[]; minWidth: number }

/** The columns of a message list; `fields` are JSON paths that get one each. Sequences up to `last` are shown whole. */
export function messageGrid(width: ListWidth, fields: string[], last: Seq): MessageGrid {
  // On a phone: which message, on what, saying what. The rest is in the message itself.
  if (width === 'narrow') {
    const columns = [seqColumn(`${seqWidth(last, 84)}px`), subjectColumn('minmax(0, 1fr)'), payloadColumn('minmax(0, 1.2fr)')]
    return { columns, minWidth: 0 }
  }
  // Beside an open message, which says the rest.
  if (width === 'beside' && fields.length === 0) {
    const seq = seqWidth(last, 100)
    const columns = [
      seqColumn(`${seq}px`),
      timeColumn('226px'),
      subjectColumn('minmax(150px, 1.2fr)'),
      payloadColumn('minmax(120px, 1fr)'),
    ]
    return { columns, minWidth: 500 + seq }
  }
  const seq = seqWidth(last, 110)
  const own = fields.map((f): GridColumn => ({
    id: `field-${f}`,
    header: <span className="mono">{f}</span>,
    width: 'minmax(90px, 1fr)',
  }))
  const columns = [seqColumn(`${seq}px`), timeColumn('266px'), subjectColumn('minmax(140px, 1fr)'), ...own, ...after]
  return { columns, minWidth: 790 + seq + fields.length * 100 }
}

/** Pixels: a digit of the monospaced face has eight at most, and the cell its padding. */
const seqWidth = (last: Seq, least: number) => Math.max(least, count(last).length * 8 + 22)

export function messageCells(row: MessageRow, width: ListWidth, fields: string[]): ReactNode[] {
  const seq = (
    <span key="seq" className="mono">
      {count(row.seq)}
    </span>
  )
  const subject = (
    <span key="subject" className="mono" title={row.subject}>
      {visible(row.subject)}
    </span>
  )
  const preview = (
    <span key="preview" className="mono dim">
      {row.preview}
    </span>
  )
  if (width === 'narrow') return [seq, subject, preview]
  const time = (
    <span key="time" className="mono dim">
      <Time at={row.time} digits={width === 'beside' ? 0 : 3} />
    </span>
  )
  if (width === 'beside' && fields.length === 0) return [seq, time, subject, preview]
  return [
    seq,
    time,
    subject,
    ...fieldCells(row, fields),
    <span key="size" title={`${count(row.size)} bytes`}>
      {bytes(row.size)}
    </span>,
    row.headers > 0 ? row.headers : <span className="dim">–</span>,
    preview,
  ]
}

/** The payload is read for rows on screen only, and only where columns ask for it. */
function fieldCells(row: MessageRow, fields: string[]): ReactNode[] {
  if (fields.length === 0) return []
  if (!row.data)
    return fields.map((f) => (
      <span key={f} className="dim" title={`A payload of ${bytes(row.size)} is not kept for the list: open the message`}>
        large
      </span>
    ))
  const values = readFields(row.data, fields)
  return fields.map((f, i) => (
    <span key={f} className="mono" title={values[i]}>
      {values[i] ?? '–'}
    </span>
  ))
}

function readFields(data: Uint8Array, fields: string[]): (string | undefined)[] {
  try {
    const body = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(data))
    return fields.map((f) => {
      const path = parsePath(f)
      const value = path && valueAt(body, path)
      return value === undefined ? undefined : visible(typeof value === 'string' ? value : stringifyJson(value))
    })
  } catch {
    return []
  }
}
