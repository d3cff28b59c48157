import { inFlight } from '~/lib/in-flight.ts'
import type { Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import { persistRead, persistWrite } from './kv-persist.ts'
import { objPurgeError, withReason } from './obj-errors.ts'
import { getObject } from './obj-info.ts'
import { sharedOf } from './obj-shared.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { markDeleted, purgeChunks } from './obj-write.ts'

const AT_ONCE = 16
/** Of so many together it is looked whether others have their bytes: it takes a list of all. */
const TOGETHER = 512
/** So many of the links that will lead to nothing are named. */
const NAMED = 20

/**
 * `gone`: there was nothing to delete any more. `changed`: somebody else wrote, so it stays. `kept`: deleted, but its chunks stay, `note`
 * says why. `refused` and `unsure`, of which it is not known, can be tried again.
 */
export type RemovalResult = 'waiting' | 'deleted' | 'kept' | 'gone' | 'changed' | 'refused' | 'unsure'

export type RemovalRow = { name: string; size: number; isLink: boolean; result: RemovalResult; note?: string }

export type RemovalView = {
  total: number
  bytes: number
  links: number
  /** Links in this bucket that stay and will lead to nothing: how many, and the first of them. */
  broken: { links: number; names: string[] }
  counts: Record<RemovalResult, number>
  isRunning: boolean
  /** It waits for a connection. */
  isWaiting: boolean
  rows: RemovalRow[]
  first: number
}

type Item = { info: ObjectInfo; result: RemovalResult; note?: string }

/**
 * Deletes objects as they were looked at, and says what became of each: one that somebody changes before stays. A lost connection is waited
 * for; whether an unanswered removal was stored is looked up.
 */
export class ObjectRemoval {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly items: Item[]
  private readonly broken: RemovalView['broken']
  private abort: AbortController | undefined

  /** `all`: of the bucket, to see what else is touched. */
  constructor(conn: Connection, bucket: ObjBucket, infos: ObjectInfo[], all: Iterable<ObjectInfo>) {
    this.conn = conn
    this.bucket = bucket
    this.items = infos.map((info) => ({ info, result: 'waiting' }))
    const names = new Set(infos.map(({ name }) => name))
    const others = [...all].filter(({ name, deleted }) => !deleted && !names.has(name))
    const leadsThere = ({ link }: ObjectInfo) => link?.bucket === bucket.name && link.name !== undefined && names.has(link.name)
    const broken = others.filter(leadsThere).map(({ name }) => name)
    this.broken = { links: broken.length, names: broken.slice(0, NAMED) }
  }

  view(first: number, count: number): RemovalView {
    const { items, broken } = this
    const counts = { waiting: 0, deleted: 0, kept: 0, gone: 0, changed: 0, refused: 0, unsure: 0 }
    for (const { result } of items) counts[result]++
    return {
      total: items.length,
      bytes: items.reduce((sum, { info }) => sum + info.size, 0),
      links: items.filter(({ info }) => info.link).length,
      broken,
      counts,
      isRunning: this.abort !== undefined,
      isWaiting: this.abort !== undefined && this.conn.link.state !== 'open',
      rows: items.slice(first, first + count).map(rowOf),
      first,
    }
  }

  /** Deletes what is waiting, and once more what has failed. Throws AppError when nothing more can be done (the bucket is gone). */
  async run(): Promise<void> {
    const { signal } = (this.abort = new AbortController())
    for (const item of this.items) if (item.result === 'refused') set(item, 'waiting')
    const open = this.items.filter(({ result }) => result === 'waiting' || result === 'unsure')
    try {
      for (let at = 0; at < open.length && !signal.aborted; at += TOGETHER)
        await this.removeSome(open.slice(at, at + TOGETHER), signal)
    } finally {
      this.abort = undefined
    }
  }

  /** What is under way is seen to its end; the rest stays. */
  stop(): void {
    this.abort?.abort()
  }

  /** Begun is begun: without its chunks being gone an object would only be out of sight. */
  private async removeSome(items: Item[], signal: AbortSignal): Promise<void> {
    const marked: Item[] = []
    const mark = async (item: Item) => {
      if (await this.mark(item, signal)) marked.push(item)
    }
    try {
      await inFlight(items, { atOnce: AT_ONCE }, mark, signal)
    } finally {
      await this.removeChunks(marked)
    }
  }

  /** The meta says that it is deleted; gives whether it does by this. */
  private async mark(item: Item, signal: AbortSignal): Promise<boolean> {
    const { conn, bucket } = this
    const { info } = item
    const find = async () => {
      const now = await getObject(conn, bucket, info.name, { fresh: true })
      return now?.deleted && now.nuid === info.nuid && now.revision > info.revision ? now.revision : undefined
    }
    try {
      await persistWrite(conn, () => markDeleted(conn, bucket, info), find, signal, item.result === 'unsure')
      return true
    } catch (e) {
      const error = toAppError(e)
      if (error.kind === 'aborted') return false
      if (error.kind === 'not-found') throw error
      if (error.kind === 'conflict') await this.tellChange(item, signal)
      else set(item, error.kind === 'timeout' || error.kind === 'disconnected' ? 'unsure' : 'refused', withReason(error))
      return false
    }
  }

  private async removeChunks(marked: Item[]): Promise<void> {
    const { conn, bucket } = this
    const { signal } = new AbortController()
    const own = marked.filter(({ info }) => !info.link && info.nuid !== '')
    for (const item of marked) if (!own.includes(item)) set(item, 'deleted')
    if (own.length === 0) return
    const keep = async (item: Item, e: unknown) => {
      const error = toAppError(await objPurgeError(conn, bucket, item.info.name, e))
      set(item, 'kept', `Its chunks could not be taken away: ${withReason(error)}`)
    }
    const infos = own.map(({ info }) => info)
    const shared = await persistRead(conn, () => sharedOf(conn, bucket, infos), signal).catch(toAppError)
    const purge = async (item: Item) => {
      const { info } = item
      if (shared instanceof AppError) return keep(item, shared)
      if (shared.has(info)) return set(item, 'kept', 'Its bytes stay: another object has the same ones')
      try {
        await persistRead(conn, () => purgeChunks(conn, bucket, info.nuid), signal)
        set(item, 'deleted')
      } catch (e) {
        await keep(item, e)
      }
    }
    await inFlight(own, { atOnce: AT_ONCE }, purge, signal)
  }

  private async tellChange(item: Item, signal: AbortSignal): Promise<void> {
    const { conn, bucket } = this
    const look = () => getObject(conn, bucket, item.info.name, { fresh: true })
    const now = await persistRead(conn, look, signal).catch(() => undefined)
    if (now === undefined) set(item, 'changed', 'Somebody else changed it in the meantime')
    else if (now === null) set(item, 'gone', 'It is no longer there')
    else if (now.deleted) set(item, 'gone', 'Somebody else deleted it')
    else set(item, 'changed', `Somebody else changed it: it is at revision ${now.revision} now`)
  }
}

function set(item: Item, result: RemovalResult, note?: string): void {
  item.result = result
  if (note === undefined) delete item.note
  else item.note = note
}

const rowOf = ({ info, result, note }: Item): RemovalRow => ({
  name: info.name,
  size: info.size,
  isLink: info.link !== undefined,
  result,
  ...(note === undefined ? {} : { note }),
})
