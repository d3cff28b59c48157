import { count, plural } from '~/lib/format.ts'
import type { Connection } from './connection.ts'
import { toAppError } from './errors.ts'
import { persistRead } from './kv-persist.ts'
import { countChunks } from './obj-chunks.ts'
import { DamagedObject } from './obj-errors.ts'
import { ObjectDownload } from './obj-download.ts'
import { resolveLink } from './obj-link.ts'
import type { ObjBucket, ObjectInfo } from './obj-types.ts'
import type { LinkError } from './types.ts'

/**
 * `unknown`: whole, but its digest is of a kind that is not known here, or there is none. `failed`: it could not be read, `problem` says
 * why; it is not said to be damaged.
 */
export type VerifyResult = 'waiting' | 'reading' | 'ok' | 'damaged' | 'unknown' | 'failed'

/** Of a link, `size`, `chunks` and `digest` are those of what it leads to. */
export type VerifyRow = {
  bucket: string
  name: string
  size: number
  chunks: number
  digest: string
  result: VerifyResult
  problem?: LinkError
}

export type VerifyView = {
  total: number
  bytes: number
  /** Bytes that were read. */
  received: number
  counts: Record<VerifyResult, number>
  /** Why it waits for a connection or a leader. */
  waiting?: LinkError
  rows: VerifyRow[]
  first: number
}

/** Reads objects through, one after another, and holds each against its digest. Links are followed; a lost connection is waited for. */
export class ObjectVerification {
  private readonly conn: Connection
  private readonly bucket: ObjBucket
  private readonly infos: ObjectInfo[]
  private readonly rows: VerifyRow[]
  private download: ObjectDownload | undefined
  private received = 0

  constructor(conn: Connection, bucket: ObjBucket, infos: ObjectInfo[]) {
    this.conn = conn
    this.bucket = bucket
    this.infos = infos
    this.rows = infos.map((info) => rowOf(info, 'waiting'))
  }

  view(first: number, count: number): VerifyView {
    const counts = { waiting: 0, reading: 0, ok: 0, damaged: 0, unknown: 0, failed: 0 }
    for (const { result } of this.rows) counts[result]++
    const now = this.download?.view()
    return {
      total: this.rows.length,
      bytes: this.rows.reduce((sum, { size }) => sum + size, 0),
      received: this.received + (now?.received ?? 0),
      counts,
      ...(now?.state === 'waiting' && now.error ? { waiting: now.error } : {}),
      rows: this.rows.slice(first, first + count),
      first,
    }
  }

  /** Throws AppError aborted when it was stopped; what fails of one object is told in its row. */
  async run(signal: AbortSignal): Promise<void> {
    for (const [i, info] of this.infos.entries()) {
      try {
        this.rows[i] = rowOf(info, 'reading')
        const target = await resolveLink(this.conn, this.bucket, info)
        const found = { ...rowOf(target.info, 'reading'), name: info.name, bucket: info.bucket }
        this.rows[i] = found
        const isKnown = await this.read(target.bucket, target.info, signal)
        this.rows[i] = { ...found, result: isKnown ? 'ok' : 'unknown' }
      } catch (e) {
        const error = toAppError(e)
        if (error.kind === 'aborted') {
          this.rows[i] = { ...(this.rows[i] as VerifyRow), result: 'waiting' } // of each
          throw error
        }
        const result = error instanceof DamagedObject ? 'damaged' : 'failed'
        this.rows[i] = { ...(this.rows[i] as VerifyRow), result, problem: error.toPlain() }
      } finally {
        this.received += this.download?.view().received ?? 0
        this.download = undefined
      }
    }
  }

  private async read(bucket: ObjBucket, info: ObjectInfo, signal: AbortSignal): Promise<boolean> {
    this.download = new ObjectDownload(this.conn, bucket, info, { signal })
    for await (const _ of this.download.chunks()) void _
    const { chunks, verified } = this.download.view()
    const stored = info.nuid === '' ? 0 : await persistRead(this.conn, () => countChunks(this.conn, bucket, info.nuid), signal)
    if (stored > chunks) {
      throw new DamagedObject(
        info.name,
        `its bytes are there, and behind them ${plural(stored - chunks, 'chunk')} that ${stored - chunks === 1 ? 'is' : 'are'} none of them: clients that read all refuse it`,
      )
    }
    if (chunks !== info.chunks)
      throw new DamagedObject(info.name, `it is in ${plural(chunks, 'chunk')}, and should be in ${count(info.chunks)}`)
    return verified === true
  }
}

const rowOf = ({ bucket, name, size, chunks, digest }: ObjectInfo, result: VerifyResult): VerifyRow => ({
  bucket,
  name,
  size,
  chunks,
  digest,
  result,
})
