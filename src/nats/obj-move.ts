import { inFlight } from '~/lib/in-flight.ts'
import { isChained, planMoves, type Move, type MoveState } from '~/lib/obj/move-plan.ts'
import type { Connection } from './connection.ts'
import { toAppError } from './errors.ts'
import { persistRead, persistWrite } from './kv-persist.ts'
import { getObject } from './obj-info.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import { findRename, isRenamed, OldNameStays, renameObject } from './obj-write.ts'
import type { Seq } from './types.ts'

const AT_ONCE = 16
/** So many of the links that will lead to nothing are named. */
const NAMED = 20

/**
 * `taken`: another object has the new name, so it stays. `changed` and `gone`: by somebody else, since it was looked at. `both`: it has its
 * new name, and the old one could not be taken away. `refused`, `both`, `taken` and `unsure`, of which it is not known, can be tried again.
 */
export type MoveResult = 'waiting' | 'moved' | 'both' | 'taken' | 'gone' | 'changed' | 'refused' | 'unsure'

export type MoveRow = {
  name: string
  to: string
  size: number
  isLink: boolean
  /** Before it begins. */
  state: MoveState
  result: MoveResult
  note?: string
}

export type MoveView = {
  total: number
  bytes: number
  /** Of them, links: their names change like any other's. */
  links: number
  /** Links of this bucket that lead to one of them by its old name: how many, and the first of them. */
  broken: { links: number; names: string[] }
  planned: Record<MoveState, number>
  counts: Record<MoveResult, number>
  isRunning: boolean
  /** It waits for a connection. */
  isWaiting: boolean
  rows: MoveRow[]
  first: number
}

type Item = { move: Move<ObjectInfo>; result: MoveResult; note?: string }

/**
 * Renames many objects, from one folder into another: each as `renameObject` does, over the revision that was looked at, and says what
 * became of each. A lost connection is waited for; what is left half done by it is ended first when it goes on.
 */
export class ObjectMoves {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly infos: ObjectInfo[]
  private readonly from: string
  private readonly all: ReadonlyMap<string, ObjectInfo>
  private readonly broken: MoveView['broken']
  private items: Item[] = []
  private shown: Item[] = []
  private abort: AbortController | undefined
  private hasRun = false

  /** `from`: the beginning that all their names share and lose. `all`: of the bucket as it is now, by name. */
  constructor(conn: Connection, bucket: ObjBucket, infos: ObjectInfo[], from: string, all: ReadonlyMap<string, ObjectInfo>) {
    this.conn = conn
    this.bucket = bucket
    this.infos = infos
    this.from = from
    this.all = all
    const names = new Set(infos.map(({ name }) => name))
    const leadsThere = ({ link, deleted }: ObjectInfo) =>
      !deleted && link?.bucket === bucket.name && link.name !== undefined && names.has(link.name)
    const broken = [...all.values()].filter(leadsThere).map(({ name }) => name)
    this.broken = { links: broken.length, names: broken.slice(0, NAMED) }
    this.aim(from)
  }

  /** Where they are to go. Nothing once it has begun. */
  aim(to: string): void {
    if (this.hasRun) return
    const there = (name: string) => {
      const info = this.all.get(name)
      return info?.deleted ? undefined : info
    }
    this.items = planMoves(this.infos, this.from, to, there, isRenamed).map((move) => ({ move, result: 'waiting' }))
    // What cannot be moved is seen first, the rest by name.
    const order = ({ move: { state, object } }: Item) => `${state === 'free' || state === 'begun' ? 1 : 0}${object.name}`
    this.shown = this.items.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
  }

  view(first: number, count: number): MoveView {
    const { items, shown, broken } = this
    const counts = { waiting: 0, moved: 0, both: 0, taken: 0, gone: 0, changed: 0, refused: 0, unsure: 0 }
    const planned = { free: 0, taken: 0, begun: 0, impossible: 0, same: 0 }
    for (const { result, move } of items) {
      counts[result]++
      planned[move.state]++
    }
    return {
      total: items.length,
      bytes: this.infos.reduce((sum, { size }) => sum + size, 0),
      links: this.infos.filter(({ link }) => link).length,
      broken,
      planned,
      counts,
      isRunning: this.abort !== undefined,
      isWaiting: this.abort !== undefined && this.conn.link.state !== 'open',
      rows: shown.slice(first, first + count).map(rowOf),
      first,
    }
  }

  /** Moves what is waiting, and once more what has failed. Throws AppError when nothing more can be done (the bucket is gone). */
  async run(): Promise<void> {
    const { signal } = (this.abort = new AbortController())
    const again: MoveResult[] = ['waiting', 'refused', 'taken', 'both', 'unsure']
    const open = this.items.filter(({ result }) => again.includes(result))
    // What was said to stay stays, until it is asked for again.
    if (!this.hasRun) for (const item of open) if (item.move.state === 'taken') set(item, 'taken', takenWords(item.move.to))
    const begun = open.filter((item) => this.hasRun || item.result !== 'taken')
    this.hasRun = true
    for (const item of begun) if (item.result === 'refused' || item.result === 'taken') set(item, 'waiting')
    // One that waits for another to leave its name comes after it.
    const atOnce = isChained(begun.map(({ move }) => move)) ? 1 : AT_ONCE
    try {
      await inFlight(begun, { atOnce }, (item) => this.move(item, signal), signal)
    } finally {
      this.abort = undefined
    }
  }

  /** What is under way is seen to its end; the rest keeps its name. */
  stop(): void {
    this.abort?.abort()
  }

  private async move(item: Item, signal: AbortSignal): Promise<void> {
    const { conn, bucket } = this
    const { object: info, to, state, problem } = item.move
    if (state === 'impossible') return set(item, 'refused', problem)
    const wasHalf = item.result === 'both' || item.result === 'unsure' || state === 'begun'
    const write = async (): Promise<Seq> => (await renameObject(conn, bucket, info, to)).revision
    const find = async () => (await findRename(conn, bucket, info, to))?.revision
    try {
      const found = wasHalf ? await persistRead(conn, find, signal) : undefined
      if (found === undefined) await persistWrite(conn, write, find, signal, item.result === 'unsure')
      set(item, 'moved')
    } catch (e) {
      const error = toAppError(e)
      if (error.kind === 'aborted') return
      if (error instanceof OldNameStays) return set(item, 'both', `${error.message}. ${error.next}`)
      if (error.kind === 'conflict' || error.kind === 'not-found') return this.tellChange(item, signal)
      set(item, error.kind === 'timeout' || error.kind === 'disconnected' ? 'unsure' : 'refused', error.message)
    }
  }

  /** Either somebody has changed what was to be moved, or its new name is not free. Throws where there is no bucket any more. */
  private async tellChange(item: Item, signal: AbortSignal): Promise<void> {
    const { conn, bucket } = this
    const { object, to } = item.move
    const look = () => getObject(conn, bucket, object.name, { fresh: true })
    const now = await persistRead(conn, look, signal).catch((e: unknown) => {
      if (toAppError(e).kind === 'not-found') throw e
    })
    if (now === undefined) set(item, 'refused', 'Somebody else changed it, or its new name is taken')
    else if (now === null) set(item, 'gone', 'It is no longer there')
    else if (now.deleted) set(item, 'gone', 'Somebody else deleted it')
    else if (now.revision === object.revision) set(item, 'taken', takenWords(to))
    else set(item, 'changed', `Somebody else changed it: it is at revision ${now.revision} now`)
  }
}

const takenWords = (to: string) => `There is an object ${to} already`

function set(item: Item, result: MoveResult, note?: string): void {
  item.result = result
  if (note === undefined) delete item.note
  else item.note = note
}

function rowOf({ move: { object, to, state, problem }, result, note = problem }: Item): MoveRow {
  const { name, size, link } = object
  return { name, to, size, isLink: link !== undefined, state, result, ...(note === undefined ? {} : { note }) }
}
