import { expose } from 'comlink'
import { blobSink, handleSink } from '~/lib/file-sink.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { ObjectTransfers, type TransferRow, type TransferTotals } from '~/nats/obj-transfers.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { Replace } from '~/nats/obj-upload.ts'
import type { ConnectOptions } from '~/nats/types.ts'

export type UploadJob = { id: number; bucket: ObjBucket; name: string; file: File; replace: Replace }
/** Without a handle the bytes are made a blob, to be asked for when it is whole. */
export type DownloadJob = { id: number; bucket: ObjBucket; info: ObjectInfo; handle?: FileSystemFileHandle }

export type TransfersView = {
  rows: TransferRow[]
  first: number
  totals: TransferTotals
  /** Downloads whose blobs wait to be taken. */
  blobs: number[]
}

let conn: Connection
let transfers: ObjectTransfers
const blobs = new Map<number, Blob>()

/** Moves the bytes of objects with a connection of its own: files are read, hashed and written here. */
const worker = {
  start(options: ConnectOptions): void {
    conn = openConnection(options, { persist: true })
    transfers = new ObjectTransfers(conn)
  },
  upload(jobs: UploadJob[]): void {
    transfers.add(jobs.map((job) => ({ ...job, kind: 'upload', size: job.file.size, modified: job.file.lastModified })))
  },
  download({ id, bucket, info, handle }: DownloadJob): void {
    const { name, size } = info
    transfers.add([{ kind: 'download', id, bucket, name, size, info, sink: () => sinkOf(id, handle) }])
  },
  pause: (ids?: number[], kind?: 'upload'): void => transfers.pause(ids ?? transfers.ids(kind)),
  resume: (ids?: number[]): void => transfers.resume(ids ?? transfers.ids()),
  cancel: (ids?: number[]): Promise<void> => transfers.cancel(ids ?? transfers.ids()),
  retry: (id: number, replace?: Replace): Promise<void> => transfers.retry(id, replace),
  clear: (failedToo: boolean): void => transfers.clear(failedToo),
  view(first: number, count: number): TransfersView {
    return { rows: transfers.rows(first, count), first, totals: transfers.totals(), blobs: [...blobs.keys()] }
  },
  /** A download that is whole; it is kept here no longer. */
  take(id: number): Blob | undefined {
    const blob = blobs.get(id)
    blobs.delete(id)
    return blob
  },
  /** Cancels what is under way, and closes the connection when the server has heard of it. */
  async stop(): Promise<void> {
    await transfers.cancel(transfers.ids())
    await conn.flush()
    conn.close()
  },
}

async function sinkOf(id: number, handle: FileSystemFileHandle | undefined) {
  const sink = handle ? await handleSink(handle) : blobSink()
  const end = async () => {
    const blob = await sink.end()
    if (blob) blobs.set(id, blob)
  }
  return { ...sink, end }
}

export type TransferWorker = typeof worker

expose(worker)
