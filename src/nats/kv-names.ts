import { pages } from './api.ts'
import type { Connection } from './connection.ts'
import { number, object } from './fields.ts'
import type { JsonObject } from './types.ts'

/** A page of 100,000 subjects is heavy for the server too. */
const PAGE_TIMEOUT_MS = 30_000

/** The subjects under these filters, and the last sequence of the stream when the first of them were listed. */
export type Listed = { subjects: Set<string>; lastSeq: number }

/** The names alone of what a stream holds, by pages of 100,000: no values, no sequences. */
export async function listSubjects(conn: Connection, stream: string, filters: string[], signal: AbortSignal): Promise<Listed> {
  const subjects = new Set<string>()
  let lastSeq: number | undefined
  const counts = (page: JsonObject) => object(object(page.state)?.subjects) ?? {}
  const size = (page: JsonObject) => Object.keys(counts(page)).length
  for (const subjects_filter of filters) {
    const all = pages(conn, `STREAM.INFO.${stream}`, size, { subjects_filter }, { signal, timeoutMs: PAGE_TIMEOUT_MS })
    for await (const page of all) {
      lastSeq ??= number(object(page.state)?.last_seq)
      for (const subject of Object.keys(counts(page))) subjects.add(subject)
    }
  }
  return { subjects, lastSeq: lastSeq ?? 0 }
}
