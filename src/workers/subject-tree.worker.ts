import { expose } from 'comlink'
import { openConnection, settled, type Connection } from '~/nats/connection.ts'
import { AppError, toAppError } from '~/nats/errors.ts'
import { loadSubjectTree, type TreeProgress } from '~/nats/subjects.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'
import type { SubjectTree, TreeRow } from '~/lib/subject-tree.ts'

export type Loaded = { subjects: number; messages: number } | { error: LinkError }

let tree: SubjectTree | undefined
let conn: Connection | undefined

/** Holds the subjects of a stream off the main thread; the page asks for a branch at a time. */
const worker = {
  async load(options: ConnectOptions, stream: string, onProgress: (p: TreeProgress) => void): Promise<Loaded> {
    try {
      conn ??= openConnection(options)
      const link = await settled(conn)
      if (link.state === 'failed') return { error: link.error }
      if (link.state !== 'open') throw new AppError('disconnected', 'Not connected to the server')
      tree = await loadSubjectTree(conn, stream, '>', onProgress)
      return { subjects: tree.subjects, messages: tree.messages }
    } catch (e) {
      return { error: toAppError(e).toPlain() }
    } finally {
      conn?.close() // the tree is a snapshot: nothing more is asked of the server until the next load
      conn = undefined
    }
  },
  children(path: string[]): TreeRow[] {
    return tree?.children(path) ?? []
  },
}

export type SubjectTreeWorker = typeof worker

expose(worker)
