import { proxy, transfer, wrap, type Remote } from 'comlink'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { chooseFile, saveBlob } from '~/lib/clipboard.ts'
import { safeFileName } from '~/lib/file-names.ts'
import { MOST_BLOB } from '~/lib/file-sink.ts'
import type { Connection } from '~/nats/connection.ts'
import { getObject } from '~/nats/obj-info.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { Which } from '~/nats/obj-transfers.ts'
import type { Replace, UploadRecord } from '~/nats/obj-upload.ts'
import { currentLabel, useConn } from '~/stores/connection.ts'
import { forgetLeft, keepGoing, leaveGoing, leftNuids, takeUp } from '~/stores/left-uploads.ts'
import { useReadOnly } from '~/stores/preferences.ts'
import { failTransfers, showTransfers } from '~/stores/transfers.ts'
import type { TransfersView, TransferWorker, UploadJob } from '~/workers/transfer.worker.ts'
import { canStreamDownload, endDownloadStreams, openDownloadStream } from './download-stream.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The tray is drawn anew this often. */
const TICK_MS = 200
/** What would be needed to go on after a reload is kept this often. */
const RECORD_MS = 250
/** As many rows as the tray shows, several times. */
const ROWS = 60
/** Files are handed to the worker so many at a time: each costs a tenth of a millisecond, and nothing else happens meanwhile. */
const HANDED = 50

/** The transfers of one connection: they go on while pages come and go. */
class Session {
  readonly conn: Connection
  private readonly worker: Worker
  private readonly api: Remote<TransferWorker>
  private readonly started: Promise<void>
  private first = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private asking = false
  private again = false
  private ended = false
  private isBusy = false
  /** Whether the link was open before it was closed, if it is. */
  private wasOpen: boolean
  private recordedAt = -Infinity
  private readonly label: string
  /** Uploads that are being handed over. */
  private handing = Promise.resolve()
  private unsaved: TransfersView['unsaved'] = []

  constructor(conn: Connection, label: string) {
    this.conn = conn
    this.label = label
    this.worker = new Worker(new URL('../workers/transfer.worker.ts', import.meta.url), { type: 'module' })
    this.api = wrap<TransferWorker>(this.worker)
    failTransfers(undefined)
    onWorkerLost(this.worker, 'moves objects', failTransfers)
    this.started = this.api.start(
      conn.options,
      proxy(async (name, size) => {
        const port = await openDownloadStream(this, name, size)
        return port && transfer(port, [port])
      }),
    )
    window.addEventListener('beforeunload', this.warn)
    this.wasOpen = conn.link.state === 'open'
    conn.onLink(({ state }) => {
      if (state !== 'closed') this.wasOpen = state === 'open'
    })
  }

  /** Does something with the transfers, then shows what has become of them. */
  async act(work: (api: Remote<TransferWorker>) => Promise<unknown>): Promise<void> {
    try {
      await this.started
      const done = work(this.api)
      this.look()
      await done
      this.look()
    } catch (e) {
      if (!this.ended) failTransfers(explain(e))
    }
  }

  upload(jobs: UploadJob[]): void {
    const handed = this.handing.then(async () => {
      for (let i = 0; i < jobs.length && !this.ended; i += HANDED) {
        await this.act((api) => api.upload(jobs.slice(i, i + HANDED)))
      }
    })
    this.handing = handed
  }

  /** Does something to all of a kind, and to what is still being handed over when it has been. */
  async actOnAll(work: (api: Remote<TransferWorker>) => Promise<unknown>): Promise<void> {
    await Promise.all([this.act(work), this.handing.then(() => this.act(work))])
  }

  /** To be called in answer to a click, since a file may have to be chosen. */
  async retry(id: number, replace?: Replace): Promise<void> {
    const unsaved = this.unsaved.find((u) => u.id === id)
    const handle = unsaved && (await chooseFile(unsaved.file))
    if (handle !== 'cancelled') await this.act((api) => api.retry(id, replace, handle))
  }

  /** The chunks of what is under way. */
  async nuids(): Promise<string[]> {
    await this.started
    return this.api.nuids()
  }

  show(first: number): void {
    this.first = first
    this.look()
  }

  /**
   * What is under way is cancelled, which needs the worker's own connection for a moment; while the server is not to be reached it is left,
   * to be gone on with.
   */
  end(): void {
    this.ended = true
    clearTimeout(this.timer)
    window.removeEventListener('beforeunload', this.warn)
    showTransfers(undefined)
    const left = leaveGoing()
    const stop = async () => {
      if (!this.wasOpen) return
      const stopped = await this.api.stop()
      if (stopped !== 'some left') for (const nuid of left) if (!stopped.left.includes(nuid)) forgetLeft(nuid)
    }
    void stop().finally(() => {
      this.worker.terminate()
      endDownloadStreams(this)
    })
  }

  private look(): void {
    clearTimeout(this.timer)
    if (this.asking) this.again = true
    else void this.tick()
  }

  private async tick(): Promise<void> {
    this.asking = true
    try {
      const view = await this.api.view(this.first, ROWS)
      for (const id of view.blobs) await this.save(id)
      await this.keepRecords(view.totals.open > 0)
      this.unsaved = view.unsaved
      this.asking = false
      if (this.ended) return
      this.isBusy = view.totals.open > 0
      if (!this.isBusy) endDownloadStreams(this)
      showTransfers(view)
      // Nothing changes by itself when nothing is under way.
      if (this.again || this.isBusy) this.timer = setTimeout(() => void this.tick(), this.again ? 0 : TICK_MS)
      this.again = false
    } catch (e) {
      this.asking = false
      if (!this.ended) failTransfers(explain(e))
    }
  }

  private async keepRecords(isBusy: boolean): Promise<void> {
    const now = performance.now()
    if (isBusy && now - this.recordedAt < RECORD_MS) return
    this.recordedAt = now
    const records = await this.api.records()
    if (!this.ended) keepGoing(records.map((r) => ({ ...r, connection: this.label })))
  }

  private async save(id: number): Promise<void> {
    const whole = await this.api.take(id)
    if (whole) saveBlob(whole.file, whole.blob)
  }

  private readonly warn = (e: BeforeUnloadEvent) => {
    if (this.isBusy) e.preventDefault()
  }
}

let session: Session | undefined
let ids = 0

function sessionOf(conn: Connection): Session {
  if (session?.conn === conn) return session
  session?.end()
  return (session = new Session(conn, currentLabel()))
}

/** `resume`: one of the uploads that a reload broke off, to be gone on with. */
export type Upload = { name: string; file: File; replace: Replace; resume?: UploadRecord }

/** Puts files under names, a few at a time; the tray shows how far they are. */
export function startUploads(conn: Connection, bucket: ObjBucket, uploads: Upload[]): void {
  const jobs = uploads.map((u) => ({ ...u, id: ++ids, bucket }))
  takeUp(new Set(uploads.flatMap((u) => u.resume?.nuid ?? [])))
  sessionOf(conn).upload(jobs)
}

export type Copy = { from: ObjBucket; info: ObjectInfo; bucket: ObjBucket; name: string; replace: Replace }

/** Copies objects into a bucket, their bytes through this machine; links are to be resolved before. */
export function startCopies(conn: Connection, copies: Copy[]): void {
  const jobs = copies.map((c) => ({ ...c, id: ++ids }))
  void sessionOf(conn).act((api) => api.copy(jobs))
}

/** The chunks that transfers of this page are at, paused ones too, or could be gone on with: they belong to no object yet. */
export async function chunksUnderWay(conn: Connection): Promise<string[]> {
  return [...(session?.conn === conn ? await session.nuids() : []), ...leftNuids()]
}

/**
 * Gets an object into the file of the handle; without one, to the browser's downloads as it comes, or, where it cannot take it so, when
 * it is whole.
 */
export function startDownload(conn: Connection, bucket: ObjBucket, info: ObjectInfo, handle?: FileSystemFileHandle): void {
  const job = { id: ++ids, bucket, info, file: fileNameOf(info.name), ...(handle ? { handle } : {}) }
  void sessionOf(conn).act((api) => api.download(job))
}

/** `size`: bytes of all, those that links lead to included. */
type Zip = { bucket: ObjBucket; infos: ObjectInfo[]; root: string; file: string; size: number }

/** Gets objects as one archive. `root`: the folder whose name is left out of theirs. */
export function startZip(conn: Connection, zip: Zip, handle?: FileSystemFileHandle): void {
  const job = { ...zip, id: ++ids, ...(handle ? { handle } : {}) }
  void sessionOf(conn).act((api) => api.zip(job))
}

/** The last part of an object's name, as files can be called. */
export function fileNameOf(name: string): string {
  return safeFileName(name.slice(name.lastIndexOf('/') + 1))
}

/** The largest file that this browser can be given here: one that takes no pieces has to hold it. */
export function mostSaved(): number {
  return 'showSaveFilePicker' in window || canStreamDownload() ? Infinity : MOST_BLOB
}

function on(of: number[] | undefined, work: (api: Remote<TransferWorker>) => Promise<unknown>): void {
  void (of ? session?.act(work) : session?.actOnAll(work))
}

/** What can be done to transfers: to these, or to all. */
export const transferActions = {
  pause: (of?: number[]) => on(of, (api) => api.pause(of)),
  resume: (of?: number[], which?: Which) => void session?.act((api) => api.resume(of, which)),
  cancel: (of?: number[]) => on(of, (api) => api.cancel(of)),
  retry: (id: number, replace?: Replace) => void session?.retry(id, replace),
  clear: (failedToo: boolean) => void session?.act((api) => api.clear(failedToo)),
  show: (first: number) => session?.show(first),
}

/** Ends the transfers of a connection that is no longer the page's, and holds all of them while nothing may be written. */
export function useTransferRules(): void {
  const conn = useConn()
  const readOnly = useReadOnly()
  useEffect(() => {
    if (session && session.conn !== conn) {
      session.end()
      session = undefined
    }
  }, [conn])
  useEffect(() => {
    if (readOnly) on(undefined, (api) => api.pause(undefined, 'uploads'))
  }, [readOnly])
}

/** Looks up what is under a name now: for an upload that somebody else was quicker than. */
export function useLookAt() {
  const conn = useConnection()
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ bucket, name }: { bucket: ObjBucket; name: string }) => getObject(conn, bucket, name, { fresh: true }),
  })
}
