import type { Connection } from './connection.ts'
import { ObjectDownload } from './obj-download.ts'
import type { TransferInput, TransferState } from './obj-transfers.ts'
import { ObjectUpload, type UploadRecord, type UploadState } from './obj-upload.ts'
import type { LinkError } from './types.ts'

/** Where the bytes of a download go. What is not complete is discarded: nothing is left of it. */
export type ByteSink = {
  write(data: Uint8Array<ArrayBuffer>): Promise<void>
  end(): Promise<unknown>
  discard(): Promise<void>
}

/** One upload or download that is under way. */
export type TransferRun = {
  /** Rejects with AppError. */
  end: Promise<{ verified: boolean }>
  view(): { state: TransferState; done: number; error?: LinkError | undefined; leftover?: LinkError | undefined }
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

export function uploadRun(conn: Connection, input: Of<'upload'>, record: UploadRecord | undefined): TransferRun {
  const { file, name, replace, bucket, size } = input
  const read = async (offset: number, length: number) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer())
  const upload = new ObjectUpload(conn, bucket, { size, read }, { name, replace, ...(record ? { resume: record } : {}) })
  return {
    end: upload.done.then(() => ({ verified: true })), // the digest in its meta is that of what was sent
    view: () => {
      const { state, acked, error, leftover } = upload.view()
      return { state: uploadStates[state], done: acked, error, leftover }
    },
    pause: () => upload.pause(),
    resume: () => upload.resume(),
    cancel: () => upload.cancel(),
    record: () => upload.record(),
  }
}

export function downloadRun(conn: Connection, { bucket, info, sink: open }: Of<'download'>): TransferRun {
  const download = new ObjectDownload(conn, bucket, info)
  let isPaused = false
  let isWriting = false
  let goOn = () => {}
  const run = async () => {
    const sink = await open()
    try {
      for await (const data of download.chunks()) {
        await sink.write(data as Uint8Array<ArrayBuffer>) // never shared memory
        if (isPaused) await new Promise<void>((resolve) => (goOn = resolve))
      }
      isWriting = true
      await sink.end()
      return { verified: download.view().verified === true }
    } catch (e) {
      await sink.discard()
      throw e
    }
  }
  const end = run()
  const resume = () => {
    isPaused = false
    goOn()
  }
  return {
    end,
    view: () => {
      const { state, received, error } = download.view()
      const states = { reading: 'going', waiting: 'held up', done: isWriting ? 'finishing' : 'going' } as const
      return { state: state === 'failed' || state === 'cancelled' ? state : states[state], done: received, error }
    },
    pause: () => (isPaused = true),
    resume,
    cancel: async () => {
      download.cancel()
      resume()
      await end.catch(() => {})
    },
    record: () => undefined,
  }
}
