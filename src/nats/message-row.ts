import { preview } from '~/lib/payload/preview.ts'
import type { Seq, StoredMessage } from './types.ts'

/** A message as a row of a list needs it: the payload itself is fetched again when the row is opened. */
export type MessageRow = {
  seq: Seq
  subject: string
  time: string
  headers: number
  size: number
  preview: string
  /** The payload where it is small enough to be kept with every row, for columns made of its fields. */
  data?: Uint8Array
}

/** What a row keeps of its payload at most. */
const ROW_DATA_BYTES = 4096

/** The row of a message. It shares no memory with it. */
export function toRow(m: StoredMessage): MessageRow {
  const { data } = m
  return {
    seq: m.seq,
    subject: m.subject,
    time: m.time,
    headers: m.headers.length,
    size: data.length,
    preview: preview(data),
    ...(data.length <= ROW_DATA_BYTES ? { data: data.slice() } : {}),
  }
}
