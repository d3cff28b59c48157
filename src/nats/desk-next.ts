import type { Connection } from './connection.ts'
import { getOne, readWay } from './direct.ts'
import { getStream } from './streams.ts'
import type { Seq, StoredMessage } from './types.ts'

/** The first message after a sequence that one of the filters lets through; none = any. Undefined at the end of the stream. */
export async function nextAfter(
  conn: Connection,
  stream: string,
  after: Seq,
  filters: string[],
): Promise<StoredMessage | undefined> {
  const { config } = await getStream(conn, stream)
  const way = readWay(conn.server?.apiLevel ?? 0, config.allow_direct)
  const one = (filter: string) => getOne(conn, stream, way, { seq: after + 1n, next_by_subj: filter })
  const found = await Promise.all((filters.length > 0 ? filters : ['>']).map(one))
  return found.filter((m) => m !== undefined).sort((a, b) => (a.seq < b.seq ? -1 : 1))[0]
}
