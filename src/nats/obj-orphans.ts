import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { getOne } from './direct.ts'
import { AppError } from './errors.ts'
import { eachChunkOf } from './obj-chunks.ts'
import { number } from './fields.ts'
import { checkWritable, objReadError, objWriteError } from './obj-errors.ts'
import { eachMeta } from './obj-info.ts'
import { listSubjects } from './kv-names.ts'
import { allMetas, chunksOfMeta, chunkSubject, toObjectInfo } from './obj-meta.ts'
import { serverTime } from './server-clock.ts'
import type { ObjBucket } from './obj-types.ts'
import type { LinkError, Seq, StoredMessage } from './types.ts'

const HOUR_MS = 3_600_000
/** So many are taken away together: what is written meanwhile is looked at before each such few. */
const AT_ONCE = 16

/** Chunks that belong to no object: of an upload that broke off, or of one that goes on somewhere now. */
export type Orphan = {
  nuid: string
  chunks: number
  bytes: number
  /** When its newest chunk was stored. RFC 3339. */
  last: string
  lastSeq: Seq
  /** Its newest chunk is younger than the threshold, or it was named as in progress: it is better left alone. */
  young: boolean
}

/** `what`: subjects of chunks are listed, metas are read, or orphans are looked at: `done` of `total`. */
export type OrphanProgress = { what: 'chunks' | 'objects' | 'orphans'; done: number; total: number }

export type OrphanOptions = {
  /** Newer ones may still be on their way: an hour without. */
  olderThanMs?: number
  /** Uploads that are known to be in progress, or left to be gone on with. */
  except?: ReadonlySet<string>
  signal?: AbortSignal
  onProgress?: (p: OrphanProgress) => void
}

export type OrphanList = {
  orphans: Orphan[]
  /** Metas that could not be read: what they refer to is not known, and looks like orphans. */
  unreadable: string[]
  /** Objects, and uploads besides them, whose chunks were listed. */
  looked: number
}

/** Finds the chunks that no object refers to, the largest first. Throws AppError. */
export async function findOrphans(
  conn: Connection,
  bucket: ObjBucket,
  { olderThanMs = HOUR_MS, except, signal = new AbortController().signal, onProgress = () => {} }: OrphanOptions = {},
): Promise<OrphanList> {
  try {
    // The chunks first: an upload that ends meanwhile has its meta in what is read second.
    onProgress({ what: 'chunks', done: 0, total: 0 })
    const all = chunkSubject(bucket, '>')
    const { subjects } = await listSubjects(conn, bucket.stream, [all], signal)
    onProgress({ what: 'objects', done: 0, total: 0 })
    const used = new InUse(conn, bucket)
    await used.read(signal)
    const nuids = [...subjects].map((s) => s.slice(all.length - 1)).filter((nuid) => isLiteral(nuid) && !used.nuids.has(nuid))
    const found = await look(conn, bucket, nuids, signal, (done) => onProgress({ what: 'orphans', done, total: nuids.length }))
    const now = Date.parse(serverTime(await api(conn, `STREAM.INFO.${bucket.stream}`)))
    const orphans = [...found.values()].map((o): Orphan => {
      const young = now - Date.parse(o.last) < olderThanMs || (except?.has(o.nuid) ?? false)
      return { ...o, young }
    })
    return { orphans: orphans.sort((a, b) => b.bytes - a.bytes), unreadable: used.unreadable, looked: subjects.size }
  } catch (e) {
    throw await objReadError(conn, bucket, 'the chunks', e)
  }
}

/** A server that is not pedantic stores under wildcards too: as filters they would be the chunks of others. */
const isLiteral = (nuid: string) => nuid !== '' && !/(^|\.)[*>](\.|$)/.test(nuid)

/** The chunks that are referred to by what is there. A deleted object has none: what it left is an orphan too. */
class InUse {
  nuids = new Set<string>()
  unreadable: string[] = []
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private last: Seq = 0n

  constructor(conn: Connection, bucket: ObjBucket) {
    this.conn = conn
    this.bucket = bucket
  }

  async read(signal: AbortSignal): Promise<void> {
    this.nuids = new Set()
    this.unreadable = []
    await eachMeta(this.conn, this.bucket, (m) => this.take(m), signal)
  }

  /** Takes in what has been written since: one that is referred to by now is not missed. */
  async catchUp(signal: AbortSignal): Promise<void> {
    try {
      while (true) {
        if (signal.aborted) throw new AppError('aborted', 'Stopped')
        const from = { seq: this.last + 1n, next_by_subj: allMetas(this.bucket) }
        const m = await getOne(this.conn, this.bucket.stream, 'get', from)
        if (!m) return
        this.take(m)
      }
    } catch (e) {
      if (!(e instanceof AppError) || e.kind !== 'permission') throw e
      await this.read(signal)
    }
  }

  private take(m: StoredMessage): void {
    if (m.seq > this.last) this.last = m.seq
    const nuid = chunksOfMeta(m.data)
    if (nuid !== undefined) this.nuids.add(nuid)
    if (!toObjectInfo(this.bucket, m)) this.unreadable.push(m.subject)
  }
}

async function look(
  conn: Connection,
  bucket: ObjBucket,
  nuids: string[],
  signal: AbortSignal,
  onLooked: (done: number) => void = () => {},
): Promise<Map<string, Omit<Orphan, 'young'>>> {
  const orphans = new Map<string, Omit<Orphan, 'young'>>()
  let done = 0
  onLooked(done)
  await eachChunkOf(
    conn,
    bucket,
    nuids,
    (nuid, c) => {
      const found = orphans.get(nuid) ?? { nuid, chunks: 0, bytes: 0, last: '', lastSeq: 0n }
      orphans.set(nuid, found)
      found.chunks++
      found.bytes += c.size
      found.last = c.time
      found.lastSeq = c.seq
    },
    signal,
    (more) => onLooked((done += more)),
  )
  return orphans
}

/** `gone`: somebody else took it away. */
export type CleanResult = 'cleaned' | 'kept' | 'gone'

export type Cleaned = {
  chunks: number
  bytes: number
  /** Left where they are, and why. */
  kept: { orphan: Orphan; because: LinkError }[]
}

type CleanOptions = {
  signal?: AbortSignal
  /** What has become of one, as it goes. */
  onResult?: (orphan: Orphan, result: CleanResult, because?: LinkError) => void
}

/**
 * Takes orphans away that are still as they were found: what has grown or belongs to an object by now stays. Throws AppError, `aborted` and
 * `disconnected` among them: what was told of by then is done.
 */
export async function cleanOrphans(
  conn: Connection,
  bucket: ObjBucket,
  orphans: Orphan[],
  { signal = new AbortController().signal, onResult = () => {} }: CleanOptions = {},
): Promise<Cleaned> {
  checkWritable(bucket)
  const cleaned: Cleaned = { chunks: 0, bytes: 0, kept: [] }
  try {
    const used = new InUse(conn, bucket)
    await used.read(signal)
    for (let at = 0; at < orphans.length; at += AT_ONCE) {
      if (signal.aborted) throw new AppError('aborted', 'Stopped')
      const some = orphans.slice(at, at + AT_ONCE)
      await used.catchUp(signal)
      const results = await Promise.all(some.map((orphan) => cleanOne(conn, bucket, orphan, used.nuids)))
      some.forEach((orphan, i) => {
        const result = results[i] as LinkError | number // of each
        if (typeof result !== 'number') {
          cleaned.kept.push({ orphan, because: result })
          return onResult(orphan, 'kept', result)
        }
        cleaned.chunks += result
        if (result > 0) cleaned.bytes += orphan.bytes
        onResult(orphan, result > 0 ? 'cleaned' : 'gone')
      })
    }
  } catch (e) {
    throw await objReadError(conn, bucket, 'the chunks', e)
  }
  return cleaned
}

/** How many chunks are gone by this, or why it is kept. */
async function cleanOne(
  conn: Connection,
  bucket: ObjBucket,
  { nuid, lastSeq }: Orphan,
  used: ReadonlySet<string>,
): Promise<LinkError | number> {
  try {
    if (!isLiteral(nuid)) throw new AppError('invalid', 'Its name has wildcards: it stands for the chunks of others')
    if (used.has(nuid)) throw new AppError('conflict', 'It belongs to an object by now')
    const subject = chunkSubject(bucket, nuid)
    if (await getOne(conn, bucket.stream, 'get', { seq: lastSeq + 1n, next_by_subj: subject })) {
      throw new AppError('conflict', 'Chunks were added to it: somebody is uploading it now', { next: 'Look again later' })
    }
    // `seq` is the first that is kept: what may come meanwhile stays.
    const body = { filter: subject, seq: lastSeq + 1n }
    return number((await api(conn, `STREAM.PURGE.${bucket.stream}`, body, 30_000)).purged)
  } catch (e) {
    const because = await objWriteError(conn, bucket, 'the chunks', e)
    if (!(because instanceof AppError) || because.kind === 'disconnected') throw because
    return because.toPlain()
  }
}
