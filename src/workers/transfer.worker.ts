import { expose } from 'comlink'
import { safeFileName } from '~/lib/file-names.ts'
import type { FileSink } from '~/lib/file-sink.ts'
import { saveSink, type OpenStream } from '~/lib/save-sink.ts'
import { hashBeside } from '~/nats/hash-thread.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { ObjectTransfers, type TransferRow, type TransferTotals, type Which } from '~/nats/obj-transfers.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { Replace, UploadRecord } from '~/nats/obj-upload.ts'
import type { ConnectOptions } from '~/nats/types.ts'

/** `resume`: one that was broken off before, to be gone on with. */
export type UploadJob = { id: number; bucket: ObjBucket; name: string; file: File; replace: Replace; resume?: UploadRecord }
export type CopyJob = { id: number; from: ObjBucket; info: ObjectInfo; bucket: ObjBucket; name: string; replace: Replace }
/**
 * `file`: what it is saved as. Without a handle the browser is handed the bytes as they come; where it cannot take them so, they are
 * made a blob, to be asked for when it is whole.
 */
type Saved = { file: string; handle?: FileSystemFileHandle }
export type DownloadJob = { id: number; bucket: ObjBucket; info: ObjectInfo } & Saved
/** Objects in one archive, under their names without `root`, the folder that they are looked at in. */
export type ZipJob = { id: number; bucket: ObjBucket; infos: ObjectInfo[]; root: string; size: number } & Saved

export type TransfersView = {
  rows: TransferRow[]
  first: number
  totals: TransferTotals
  /** Downloads whose blobs wait to be taken. */
  blobs: number[]
  /** Downloads whose file was taken away, so that another has to be chosen before they can be tried again: what each was saved as. */
  unsaved: { id: number; file: string }[]
}

const beginHashing = () => new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' })

let conn: Connection
let transfers: ObjectTransfers
let openStream: OpenStream
const blobs = new Map<number, { file: string; blob: Blob }>()
/** What downloads are saved as. */
const saving = new Map<number, Saved & { isRemoved?: boolean }>()

/** Moves the bytes of objects with a connection of its own: files are read, hashed and written here. */
const worker = {
  start(options: ConnectOptions, open: OpenStream): void {
    openStream = open
    conn = openConnection(options, { persist: true })
    transfers = new ObjectTransfers(conn, hashBeside(beginHashing))
  },
  upload(jobs: UploadJob[]): void {
    transfers.add(jobs.map((job) => ({ ...job, kind: 'upload', size: job.file.size, modified: job.file.lastModified })))
  },
  copy(jobs: CopyJob[]): void {
    const modified = ({ info }: CopyJob) => Date.parse(info.mtime)
    transfers.add(jobs.map((job) => ({ ...job, kind: 'copy', size: job.info.size, modified: modified(job) })))
  },
  nuids: (): string[] => transfers.nuids(),
  download({ id, bucket, info, ...saved }: DownloadJob): void {
    const { name, size } = info
    saving.set(id, saved)
    transfers.add([{ kind: 'download', id, bucket, name, size, info, sink: (now) => sinkOf(id, now, now) }])
  },
  zip({ id, bucket, infos, root, size, ...saved }: ZipJob): void {
    const sink = () => sinkOf(id, size)
    saving.set(id, saved)
    transfers.add([{ kind: 'zip', id, bucket, name: saved.file, size, infos, root, sink }])
  },
  pause: (ids?: number[], which: Which = 'all'): void => transfers.pause(ids ?? transfers.ids(which)),
  resume: (ids?: number[], which: Which = 'all'): void => transfers.resume(ids ?? transfers.ids(which)),
  cancel: (ids?: number[]): Promise<void> => transfers.cancel(ids ?? transfers.ids()),
  /** `handle`: for a download whose file was taken away. */
  retry(id: number, replace?: Replace, handle?: FileSystemFileHandle): Promise<void> {
    const saved = saving.get(id)
    if (saved && handle) saving.set(id, { file: saved.file, handle })
    return transfers.retry(id, replace)
  },
  clear(failedToo: boolean): void {
    transfers.clear(failedToo)
    const left = new Set(transfers.ids())
    for (const id of saving.keys()) if (!left.has(id)) saving.delete(id)
  },
  view(first: number, count: number): TransfersView {
    return {
      rows: transfers.rows(first, count),
      first,
      totals: transfers.totals(),
      blobs: [...blobs.keys()],
      unsaved: [...saving].flatMap(([id, { file, isRemoved }]) => (isRemoved ? [{ id, file }] : [])),
    }
  },
  records: (): ReturnType<ObjectTransfers['records']> => transfers.records(),
  /** A download that is whole; it is kept here no longer. */
  take(id: number): { file: string; blob: Blob } | undefined {
    const blob = blobs.get(id)
    blobs.delete(id)
    return blob
  },
  /** Cancels what is under way, and closes the connection when the server has heard of it. Gives the chunks that stay, where they are known. */
  async stop(): Promise<{ left: string[] } | 'some left'> {
    await transfers.cancel(transfers.ids())
    await conn.flush()
    conn.close()
    const isLeft = transfers.rows(0, Infinity).some((row) => row.leftover)
    return isLeft ? 'some left' : { left: transfers.nuids() }
  },
}

async function sinkOf(id: number, bytesOfAll: number, length?: number): Promise<FileSink> {
  const saved = saving.get(id)! // from when it was asked for until it is cleared
  const { file, handle } = saved
  const name = safeFileName(file)
  const onRemoved = () => (saved.isRemoved = true)
  const sink = await saveSink({ name, handle, onRemoved, open: openStream, length, expected: bytesOfAll })
  const end = async () => {
    const blob = await sink.end()
    if (blob) blobs.set(id, { file: name, blob })
    return undefined
  }
  return { ...sink, end }
}

export type TransferWorker = typeof worker

expose(worker)
