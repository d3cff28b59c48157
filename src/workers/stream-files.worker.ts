import { expose } from 'comlink'
import { readBackup, type Backup } from '~/lib/backup/read-backup.ts'
import { BackupWriter } from '~/lib/backup/write-backup.ts'
import type { FileSink } from '~/lib/file-sink.ts'
import { Discarded } from '~/lib/file-sink.ts'
import { saveSink, type OpenStream } from '~/lib/save-sink.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { AppError, toAppError } from '~/nats/errors.ts'
import { list, millis, number, object, seq, text } from '~/nats/fields.ts'
import { planMessages, type MessagePlan, type MessageRules, type Planned } from '~/nats/import-plan.ts'
import { StreamImport, type ImportProgress, type ImportResult } from '~/nats/import-run.ts'
import type { RestoreRecord } from '~/nats/restore-left.ts'
import {
  exportMessages,
  type ExportWhat,
  type FileFormat,
  type StreamExported,
  type StreamExportProgress,
} from '~/nats/stream-export.ts'
import {
  PartLeft,
  restoreClashes,
  restoreStream,
  type RestoreAs,
  type Restored,
  type RestoreProgress,
} from '~/nats/stream-restore.ts'
import { takeSnapshot, type Snapshot, type SnapshotMeta } from '~/nats/stream-snapshot.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'

/** An AppError cannot be cloned. */
export type Outcome<T> = { value: T } | { error: LinkError }

/** Where a file goes: what it is called, and the one that was chosen, if the browser could be asked. */
export type SaveAs = { name: string; handle?: FileSystemFileHandle | undefined }

/** `blob`: where the browser could take the file in no other way. */
export type Saved<T> = T & { blob?: Blob }

/** `bytes`: of the messages, as the state of the stream says. */
export type BackedUp = Pick<Snapshot, 'received' | 'digest'> & StateOf
type StateOf = { messages: number; bytes: number; lastSeq: string; consumers: number; firstTime: string; lastTime: string }

/** What a backup is of. */
export type BackupFacts = Pick<Backup, 'name' | 'kind'> &
  StateOf & {
    subjects: string[]
    size: number
    storage: string
    replicas: number
    placement: { cluster: string; tags: string[] }
    /** Milliseconds; undefined: without a limit. */
    maxAge: number | undefined
    /** What it copies from. */
    mirror: string | undefined
    sources: string[]
  }

export type Clashes = Awaited<ReturnType<typeof restoreClashes>>

/** How far it is: what is under way has its part. */
export type FilesView = {
  exporting?: StreamExportProgress
  planning?: { what: 'reading' | 'comparing'; done: number; total: number }
  importing?: ImportProgress
  received?: number
  restoring?: RestoreProgress
  /** A restore that something may be left of until it has ended. */
  begun?: RestoreRecord
  /** Why it waits for the connection (null = it is being made). */
  waiting?: LinkError | null
}

let conn: Connection
let open: OpenStream
let abort = new AbortController()
let view: FilesView = {}
let working: Promise<unknown> = Promise.resolve()
let file: Blob | undefined
let planned: { of: Planned; stream: string } | undefined
let run: StreamImport | undefined
let backup: Backup | undefined

function outcome<T>(work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
  abort = new AbortController()
  const { signal } = abort
  view = {}
  const done = work(signal).then(
    (value): Outcome<T> => ({ value }),
    (e: unknown): Outcome<T> => ({
      error: (e instanceof Discarded ? new AppError('aborted', e.message) : toAppError(e)).toPlain(),
    }),
  )
  working = done
  return done
}

/** Opens the file for the work, and completes it after; of what fails nothing is left. */
async function saved<T extends object>(as: SaveAs, expected: number, work: (sink: FileSink) => Promise<T>): Promise<Saved<T>> {
  const sink = await saveSink({ ...as, open, expected })
  try {
    const result = await work(sink)
    const blob = await sink.end()
    return { ...result, ...(blob ? { blob } : {}) }
  } catch (e) {
    await sink.discard()
    throw e
  }
}

/** Writes and reads the files of streams with a connection of its own. */
const worker = {
  start(options: ConnectOptions, openStream: OpenStream): void {
    conn = openConnection(options, { persist: true })
    open = openStream
  },
  export(stream: string, what: ExportWhat, format: FileFormat, as: SaveAs): Promise<Outcome<Saved<StreamExported>>> {
    return outcome((signal) =>
      saved(as, 0, (sink) =>
        exportMessages(
          conn,
          stream,
          what,
          format,
          sink,
          signal,
          (p) => (view.exporting = p),
          (e) => setWaiting(e),
        ),
      ),
    )
  },
  /** Says what importing a file would do; nothing is published. */
  plan(stream: string, picked: Blob, rules: MessageRules): Promise<Outcome<MessagePlan>> {
    planned = undefined
    return outcome(async (signal) => {
      const onProgress = (what: 'reading' | 'comparing', done: number, total: number) => (view.planning = { what, done, total })
      const of = await planMessages(conn, stream, picked, rules, signal, onProgress)
      if (signal.aborted) throw new AppError('aborted', 'Stopped') // the page has left it
      file = picked
      planned = { of, stream }
      return of.plan
    })
  },
  /** Does what was planned; done again it goes on. `rate`: messages per second at most. */
  import(rate: number | undefined): Promise<Outcome<ImportResult>> {
    return outcome(async (signal) => {
      if (!planned || !file) throw new AppError('invalid', 'There is no dry run to go by')
      run = new StreamImport(conn, planned.stream, file, planned.of, rate)
      return run.run(signal)
    })
  },
  pause: (): void => run?.pause(),
  resume: (): void => run?.resume(),
  /** Writes a stream as it is now into a file. `expected`: about how many bytes it has. */
  backUp(stream: string, consumers: boolean, expected: number, as: SaveAs): Promise<Outcome<Saved<BackedUp>>> {
    return outcome((signal) =>
      saved(as, expected, async (file) => {
        const writer = new BackupWriter((data) => file.write(data))
        const sink = {
          begin: (meta: SnapshotMeta) => writer.begin(meta, 2 * expected),
          write: (data: Uint8Array<ArrayBuffer>) => writer.write(data),
        }
        const onProgress = (received: number) => (view.received = received)
        const { received, digest, state } = await takeSnapshot(conn, stream, sink, { consumers, signal, onProgress })
        await writer.end()
        return { received, digest, ...stateOf(state) }
      }),
    )
  },
  /** Looks what a backup is of. */
  readBackup(files: File[]): Promise<Outcome<BackupFacts>> {
    backup = undefined
    return outcome(async () => {
      const found = await readBackup(files).catch((e: unknown) => {
        throw new AppError('invalid', (e as Error).message, { cause: e })
      })
      backup = found
      const { name, kind, config, state, archive } = found
      const placement = object(config.placement) ?? {}
      const mirror = object(config.mirror)
      return {
        name,
        kind,
        ...stateOf(state),
        size: archive.size,
        subjects: list(config.subjects).map((s) => text(s)),
        storage: text(config.storage),
        replicas: number(config.num_replicas, 1),
        maxAge: millis(config.max_age),
        mirror: mirror && text(mirror.name),
        sources: list(config.sources).map((s) => text(object(s)?.name)),
        placement: { cluster: text(placement.cluster), tags: list(placement.tags).map((t) => text(t)) },
      }
    })
  },
  /** What is in the way of restoring so. */
  async clashes(as: RestoreAs): Promise<Outcome<Clashes>> {
    try {
      return { value: await restoreClashes(conn, as) }
    } catch (e) {
      return { error: toAppError(e).toPlain() }
    }
  },
  restore(as: RestoreAs): Promise<Outcome<Restored>> {
    return outcome((signal) => {
      if (!backup) throw new AppError('invalid', 'There is no backup to restore')
      const onRecord = (record: RestoreRecord) => (view.begun = record)
      const restored = restoreStream(conn, backup, as, signal, (p) => (view.restoring = p), onRecord)
      return restored.then(
        (value) => {
          delete view.begun
          return value
        },
        (e: unknown) => {
          if (!(e instanceof PartLeft)) delete view.begun
          throw e
        },
      )
    })
  },
  /** Starts nothing more; what is on its way is waited for. */
  cancel(): void {
    abort.abort()
    run?.resume()
  },
  view(): FilesView {
    const { link } = conn
    const importing = run?.progress
    const waiting = view.waiting ?? (link.state === 'open' ? undefined : 'error' in link ? link.error : null)
    return { ...view, ...(importing ? { importing } : {}), ...(waiting === undefined ? {} : { waiting }) }
  },
  /** Stops, cleans up and closes the connection; gives the restore that something may be left of. */
  async stop(): Promise<RestoreRecord | undefined> {
    worker.cancel()
    await working
    if (conn.link.state === 'open') await conn.flush().catch(() => {}) // a lost link has nothing to wait for
    conn.close()
    return view.begun
  },
}

function setWaiting(e: LinkError | null | undefined): void {
  if (e === undefined) delete view.waiting
  else view.waiting = e
}

function stateOf(state: SnapshotMeta['state']): StateOf {
  return {
    messages: number(state.messages),
    bytes: number(state.bytes),
    lastSeq: String(seq(state.last_seq)),
    consumers: number(state.consumer_count),
    firstTime: text(state.first_ts),
    lastTime: text(state.last_ts),
  }
}

export type StreamFilesWorker = typeof worker

expose(worker)
