import { stringifyJson } from '~/lib/json.ts'
import type { Connection } from './connection.ts'
import { fromDirect, PAGE_BYTES, statusError } from './direct.ts'
import { AppError } from './errors.ts'
import type { JsonObject, Seq, StoredMessage } from './types.ts'

const PAGE = 256

/** The server refuses a multi-last get whose filter matches more subjects than this, whatever the page (JETSTREAM.md 2.4). */
export const MOST_SUBJECTS = 1024

/**
 * The last message of every subject that the filter matches, by consistent pages (ADR-31, 2.11, direct access). False, with nothing
 * taken, when there are more subjects than the server gives this way.
 */
export async function readLast(
  conn: Connection,
  stream: string,
  filter: string,
  take: (m: StoredMessage) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  let request: JsonObject = {}
  while (true) {
    const page = await readPage(
      conn,
      stream,
      { multi_last: [filter], batch: PAGE, max_bytes: PAGE_BYTES, ...request },
      take,
      signal,
    )
    if (page === 'too-many') return false
    if (page.pending === 0 || page.last === undefined) return true
    request = { seq: page.last + 1n, ...(page.upTo === undefined ? {} : { up_to_seq: page.upTo }) }
  }
}

/**
 * The last message of each of these subjects (literal, at most MOST_SUBJECTS), a page of at most PAGE_BYTES at a time (one that is
 * larger comes alone). Subjects without one are left out. `attempt` makes each request, so that it can be made again.
 */
export async function* lastPages(
  conn: Connection,
  stream: string,
  subjects: string[],
  attempt: <T>(request: () => Promise<T>) => Promise<T>,
  signal?: AbortSignal,
): AsyncGenerator<StoredMessage[]> {
  let request: JsonObject = {}
  while (true) {
    const body = { multi_last: subjects, batch: PAGE, max_bytes: PAGE_BYTES, ...request }
    const [page, messages] = await attempt(async () => {
      const taken: StoredMessage[] = []
      return [await readPage(conn, stream, body, (m) => taken.push(m), signal), taken] as const
    })
    if (page === 'too-many') throw new AppError('server', `The server does not give ${subjects.length} keys at once`)
    if (messages.length > 0) yield messages
    if (page.pending === 0 || page.last === undefined) return
    request = { seq: page.last + 1n, ...(page.upTo === undefined ? {} : { up_to_seq: page.upTo }) }
  }
}

type Page = { last?: Seq; pending: number; upTo?: Seq }

async function readPage(
  conn: Connection,
  stream: string,
  body: JsonObject,
  take: (m: StoredMessage) => void,
  signal: AbortSignal | undefined,
): Promise<Page | 'too-many'> {
  const page: Page = { pending: 0 }
  let tooMany = false
  let failure: AppError | undefined
  await conn.gather(
    `${conn.apiPrefix}.DIRECT.GET.${stream}`,
    stringifyJson(body),
    (m) => {
      if (m.header('Nats-Sequence') !== undefined) {
        const message = fromDirect(m)
        page.last = message.seq
        take(message)
        return false
      }
      if (m.status === 204) {
        page.pending = Number(m.header('Nats-Num-Pending') ?? 0)
        const upTo = m.header('Nats-UpTo-Sequence')
        if (upTo !== undefined) page.upTo = BigInt(upTo)
      } else if (m.status === 413) tooMany = true
      else if (m.status !== 404) failure = statusError(m)
      return true
    },
    10_000,
    signal,
  )
  if (failure) throw failure
  return tooMany ? 'too-many' : page
}
