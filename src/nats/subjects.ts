import { SubjectTree } from '~/lib/subject-tree.ts'
import { pages } from './api.ts'
import type { Connection } from './connection.ts'
import { number, object } from './fields.ts'
import type { JsonObject } from './types.ts'

/** A page of 100,000 subjects is heavy for the server too. */
const PAGE_TIMEOUT_MS = 30_000

export type TreeProgress = { loaded: number; total: number }

/**
 * All subjects of a stream with their message counts, however many: STREAM.INFO gives 100,000 a page. Held as a tree in the
 * thread that calls this; a page of subjects is heavy, so that should be a worker.
 */
export async function loadSubjectTree(
  conn: Connection,
  stream: string,
  filter = '>',
  onProgress: (p: TreeProgress) => void = () => {},
): Promise<SubjectTree> {
  const tree = new SubjectTree()
  const counts = (page: JsonObject) => object(object(page.state)?.subjects) ?? {}
  const size = (page: JsonObject) => Object.keys(counts(page)).length
  for await (const page of pages(
    conn,
    `STREAM.INFO.${stream}`,
    size,
    { subjects_filter: filter },
    { timeoutMs: PAGE_TIMEOUT_MS },
  )) {
    for (const [subject, messages] of Object.entries(counts(page))) tree.add(subject, number(messages))
    onProgress({ loaded: tree.subjects, total: number(page.total) })
  }
  return tree
}
