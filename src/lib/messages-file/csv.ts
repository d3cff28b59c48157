import { toBase64 } from '../payload/encode.ts'
import { asText } from '../payload/text.ts'
import { readHeaders } from './header-block.ts'
import type { FileMessage } from './message-line.ts'

const COLUMNS = ['stream', 'seq', 'time', 'subject', 'headers', 'headers_base64', 'data', 'data_base64']

/** The first row, which names the columns: those of NDJSON, `headers` as JSON. */
export const CSV_HEAD = `${COLUMNS.join(',')}\r\n`

/**
 * A row of a CSV file (RFC 4180) with its end. Exact as NDJSON is, so nothing is put before what a spreadsheet would take for a
 * formula (=, +, -, @): who opens it in one has to import the columns as text.
 */
export function csvRow({ stream, seq, time, subject, headers, data }: FileMessage): string {
  const list = readHeaders(headers)
  const text = asText(data)
  const cells = [
    stream ?? '',
    seq === undefined ? '' : `${seq}`,
    time ?? '',
    subject,
    list && list.length > 0 ? JSON.stringify(list) : '',
    list ? '' : toBase64(headers),
    text ?? '',
    text === undefined ? toBase64(data) : '',
  ]
  return `${cells.map(cell).join(',')}\r\n`
}

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
