import { parseDigest } from '~/lib/obj/digest.ts'
import type { Connection } from './connection.ts'
import { toAppError } from './errors.ts'
import { persistRead } from './kv-persist.ts'
import { copyObject } from './obj-copy.ts'
import { ObjectDownload } from './obj-download.ts'
import { Outflow } from './obj-outflow.ts'
import type { TransferInput, TransferState } from './obj-transfers.ts'
import { ObjectUpload, type UploadRecord, type UploadState } from './obj-upload.ts'
import { ObjectZip } from './obj-zip.ts'
import type { OpenHash } from './piece-hash.ts'
import type { LinkError } from './types.ts'

/** One upload, copy or download that is under way. */
export type TransferRun = {
  /** Rejects with AppError. */
  end: Promise<{ verified: boolean; leftOut?: number }>
  view(): {
    state: TransferState
    done: number
    error?: LinkError | undefined
    leftover?: LinkError | undefined
    /** Of a file that was read to its end. */
    digest?: string | undefined
  }
  pause(): void
  resume(): void
  cancel(): Promise<void>
  record(): UploadRecord | undefined
}

type Of<K extends TransferInput['kind']> = Extract<TransferInput, { kind: K }>

const uploadStates: Record<UploadState, TransferState> = {
  starting: 'starting',
  hashing: 'checking',
  sending: 'going',
  paused: 'paused',
  waiting: 'held up',
  finishing: 'finishing',
  cleaning: 'cleaning',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  left: 'left',
}

export function uploadRun(
  conn: Connection,
  input: Of<'upload'>,
  record: UploadRecord | undefined,
  openHash: OpenHash,
): TransferRun {
  const { file, name, replace, bucket, size } = input
  const read = async (offset: number, length: number) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer())
  const upload = new ObjectUpload(
    conn,
    bucket,
    { size, read },
    { name, replace, openHash, ...(record ? { resume: record } : {}) },
  )
  return {
    end: upload.done.then(() => ({ verified: true })), // the digest in its meta is that of what was sent
    view: () => {
      const { state, acked, error, leftover, digest } = upload.view()
      return { state: uploadStates[state], done: acked, error, leftover, digest }
    },
    pause: () => upload.pause(),
    resume: () => upload.resume(),
    cancel: () => upload.cancel(),
    record: () => upload.record(),
  }
}

export function copyRun(conn: Connection, input: Of<'copy'>, record: UploadRecord | undefined, openHash: OpenHash): TransferRun {
  const { from, info, bucket, name, replace } = input
  const abort = new AbortController()
  const { signal } = abort
  let upload: ObjectUpload | undefined
  let isPaused = false
  let failure: LinkError | undefined
  const open = () =>
    copyObject(conn, from, info, bucket, { name, replace, signal, openHash, ...(record ? { resume: record } : {}) })
  const run = async () => {
    upload = await persistRead(conn, open, signal)
    if (isPaused) upload.pause()
    if (signal.aborted) void upload.cancel()
    await upload.done
    return { verified: parseDigest(info.digest) !== undefined }
  }
  const end = run()
  end.catch((e: unknown) => void (failure = toAppError(e).toPlain()))
  return {
    end,
    view: () => {
      if (!upload)
        return { state: failure ? 'failed' : conn.link.state === 'open' ? 'starting' : 'held up', done: 0, error: failure }
      const { state, acked, error, leftover } = upload.view()
      return { state: uploadStates[state], done: acked, error, leftover }
    },
    pause: () => {
      isPaused = true
      upload?.pause()
    },
    resume: () => {
      isPaused = false
      upload?.resume()
    },
    cancel: async () => {
      abort.abort()
      await upload?.cancel()
      await end.catch(() => {}) // it fails by this
    },
    record: () => (upload ? upload.record() : record),
  }
}

export function downloadRun(conn: Connection, { bucket, info, sink }: Of<'download'>): TransferRun {
  const download = new ObjectDownload(conn, bucket, info)
  const out = new Outflow(() => sink(info.size))
  const end = out.run(async (write) => {
    for await (const data of download.chunks()) await write(data as Uint8Array<ArrayBuffer>) // never shared memory
    return { verified: download.view().verified === true }
  })
  return {
    end,
    view: () => {
      const { state, received, error } = download.view()
      const states = { reading: 'going', waiting: 'held up', done: out.isEnding ? 'finishing' : 'going' } as const
      return { state: state === 'failed' || state === 'cancelled' ? state : states[state], done: received, error }
    },
    pause: () => out.pause(),
    resume: () => out.resume(),
    cancel: async () => {
      download.cancel()
      await out.stop()
      await end.catch(() => {}) // it fails by this
    },
    record: () => undefined,
  }
}

export function zipRun(conn: Connection, { bucket, infos, root, sink }: Of<'zip'>): TransferRun {
  const zip = new ObjectZip(conn, bucket, infos, root)
  const out = new Outflow(sink)
  const end = out.run(async (write) => {
    await zip.run(write)
    return { verified: zip.isVerified, leftOut: zip.leftOut.length }
  })
  return {
    end,
    view: () => ({
      state: out.isEnding ? 'finishing' : zip.waiting ? 'held up' : 'going',
      done: zip.done,
      error: zip.waiting,
      leftover: out.isEnding ? zip.leftOutWords() : undefined,
    }),
    pause: () => out.pause(),
    resume: () => out.resume(),
    cancel: async () => {
      zip.cancel()
      await out.stop()
      await end.catch(() => {}) // it fails by this
    },
    record: () => undefined,
  }
}
