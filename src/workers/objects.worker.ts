import { expose } from 'comlink'
import { folderRows, rowId, type FolderQuery, type Listed, type Row } from '~/lib/obj/folder-view.ts'
import { pause } from '~/lib/pause.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { toAppError } from '~/nats/errors.ts'
import { ObjectMoves, type MoveView } from '~/nats/obj-move.ts'
import { ObjectRemoval, type RemovalView } from '~/nats/obj-remove.ts'
import { ObjectWatch, type ObjectWatchState } from '~/nats/obj-watch.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { ConnectOptions, LinkError, Seq } from '~/nats/types.ts'

/** `changedAt`: when it last changed before our eyes, by this machine's clock; 0 when it was so from the start. */
export type ListedObject = Listed & { changedAt: number }

export type ObjectsWanted = { query: FolderQuery; first: number; count: number; open?: string }

export type ObjectsView = {
  version: number
  state: ObjectWatchState
  error?: LinkError | undefined
  complete: boolean
  pending: number
  /** Of the whole bucket. */
  objects: number
  bytes: number
  deleted: number
  /** The consumer on the server, to be deleted by the page when that goes. */
  consumer: string | undefined
  rows: Row<ListedObject>[]
  first: number
  total: number
  /** What is known of the object that is open; `info` is absent when there is none. */
  open?: { name: string; info?: ObjectInfo }
}

/** Which objects: these, or all of a folder and below it. Deleted ones are none. */
export type WhichObjects = { names: string[]; folders: string[] }

/** So many links are named. */
const NAMED = 20
/** What was written is told to the watch at once; when it waits for a link itself, nobody waits for it. */
const SEEN_MS = 2000

let conn: Connection | undefined
let watch: ObjectWatch | undefined
let removal: ObjectRemoval | undefined
let moves: ObjectMoves | undefined
let states = 0
const changedAt = new Map<string, number>()
let counted: { version: number; objects: number; bytes: number; deleted: number } | undefined
let kept: { key: string; rows: Row<ListedObject>[] } | undefined

/** Watches a bucket with a connection of its own; the page asks for the rows that it draws. */
const worker = {
  start(options: ConnectOptions, bucket: string): void {
    conn = openConnection(options, { persist: true })
    watch = new ObjectWatch(conn, bucket, {
      onState: () => states++,
      onChange: ({ name }) => changedAt.set(name, Date.now()),
    })
  },
  /** Undefined when nothing has changed since the version that the page has. */
  view({ query, first, count, open }: ObjectsWanted, known: number | undefined): ObjectsView | undefined {
    if (!watch) return undefined
    const version = watch.version + states
    // While objects come in by the thousand, how many more there are changes too.
    if (version === known) return undefined
    const rows = rowsOf(watch, query)
    const info = open === undefined ? undefined : watch.objects.get(open)
    return {
      version,
      state: watch.state,
      error: watch.error,
      complete: watch.complete,
      pending: watch.pending,
      ...totals(watch),
      consumer: watch.consumer,
      rows: rows.slice(first, first + count),
      first,
      total: rows.length,
      ...(open === undefined ? {} : { open: { name: open, ...(info ? { info } : {}) } }),
    }
  },
  /** The objects as they are now, of those that are there. */
  infos(which: WhichObjects): ObjectInfo[] {
    return infosOf(which)
  },
  /** The ids of the rows that a query shows: all, or from one to another, both included. */
  ids(query: FolderQuery, range?: [string, string]): string[] {
    const ids = watch ? rowsOf(watch, query).map(rowId) : []
    if (!range) return ids
    const [from, to] = range.map((id) => ids.indexOf(id)).sort((x, y) => x - y) as [number, number] // two of them
    return from === -1 ? [] : ids.slice(from, to + 1)
  },
  /** The links of this bucket that lead to an object, and how many there are. */
  linksTo(bucket: string, name: string): { links: number; names: string[] } {
    const leadsThere = ({ link, deleted }: ObjectInfo) => !deleted && link?.bucket === bucket && link.name === name
    const names = [...(watch?.objects.values() ?? [])].filter(leadsThere).map((o) => o.name)
    return { links: names.length, names: names.slice(0, NAMED) }
  },
  /** Resolves when a revision of an object has been seen here, or after a while. */
  async seen(name: string, revision: Seq): Promise<void> {
    const end = performance.now() + SEEN_MS
    while ((watch?.objects.get(name)?.revision ?? 0n) < revision && performance.now() < end) await pause(20)
  },
  /** Begins to say what would be deleted: the objects as they are now. */
  planRemoval(bucket: ObjBucket, which: WhichObjects): void {
    if (conn && watch) removal = new ObjectRemoval(conn, bucket, infosOf(which), watch.objects.values())
  },
  removal: (first: number, count: number): RemovalView | undefined => removal?.view(first, count),
  /** Deletes what is planned, or what is left of it. Gives why nothing more could be done. */
  async remove(): Promise<LinkError | undefined> {
    try {
      await removal?.run()
    } catch (e) {
      return toAppError(e).toPlain()
    }
  },
  stopRemoval: (): void => removal?.stop(),
  /** Begins to say what would be renamed, `from` being what all their names begin with: the objects as they are now. */
  planMoves(bucket: ObjBucket, which: WhichObjects, from: string): void {
    if (conn && watch) moves = new ObjectMoves(conn, bucket, infosOf(which), from, watch.objects)
  },
  aimMoves: (to: string): void => moves?.aim(to),
  moves: (first: number, count: number): MoveView | undefined => moves?.view(first, count),
  /** Renames what is planned, or what is left of it. Gives why nothing more could be done. */
  async move(): Promise<LinkError | undefined> {
    try {
      await moves?.run()
    } catch (e) {
      return toAppError(e).toPlain()
    }
  },
  stopMoves: (): void => moves?.stop(),
  /** Deletes the consumer and closes the connection when the server has heard of it. */
  async stop(): Promise<void> {
    removal?.stop()
    moves?.stop()
    watch?.stop()
    await conn?.flush()
    conn?.close()
  },
}

function infosOf({ names, folders }: WhichObjects): ObjectInfo[] {
  const wanted = new Set(names)
  return [...(watch?.objects.values() ?? [])].filter(
    ({ name, deleted }) => !deleted && (wanted.has(name) || folders.some((f) => name.startsWith(f))),
  )
}

/** Kept until something changes: scrolling asks for them again and again. */
function rowsOf({ objects, version }: ObjectWatch, query: FolderQuery): Row<ListedObject>[] {
  const key = JSON.stringify([version, query])
  if (kept?.key !== key) kept = { key, rows: folderRows(listed(objects.values()), query) }
  return kept.rows
}

function* listed(objects: Iterable<ObjectInfo>): Generator<ListedObject> {
  for (const { name, size, chunks, mtime, digest, deleted, link } of objects)
    yield { name, size, chunks, mtime, digest, deleted, ...(link ? { link } : {}), changedAt: changedAt.get(name) ?? 0 }
}

function totals({ objects, version }: ObjectWatch) {
  if (counted?.version !== version) {
    counted = { version, objects: 0, bytes: 0, deleted: 0 }
    for (const { deleted, size } of objects.values()) {
      if (deleted) counted.deleted++
      else {
        counted.objects++
        counted.bytes += size
      }
    }
  }
  return { objects: counted.objects, bytes: counted.bytes, deleted: counted.deleted }
}

export type ObjectsWorker = typeof worker

expose(worker)
