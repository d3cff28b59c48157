import { transfer, wrap, type Remote } from 'comlink'
import type { CsvTable, Delimiter } from '~/lib/preview/csv.ts'
import type { Encoding } from '~/lib/preview/encoding.ts'
import type { Connection } from '~/nats/connection.ts'
import { AppError, fromPlain } from '~/nats/errors.ts'
import type { PreviewStart } from '~/nats/obj-preview.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { PreviewStatus, PreviewWorker, Told } from '~/workers/preview.worker.ts'
import { onWorkerLost } from './worker-loss.ts'

/** Who goes from one object to the next does not wait for a new connection each time. */
const IDLE_MS = 5000

type Running = { worker: Worker; api: Remote<PreviewWorker>; lost: Promise<never> }

const clients = new WeakMap<Connection, PreviewClient>()

/** The worker that looks at objects: there while one is looked at, and a little longer. */
export class PreviewClient {
  private readonly conn: Connection
  private running: Running | undefined
  private ids = 0
  private readonly open = new Set<number>()
  private idle: ReturnType<typeof setTimeout> | undefined

  private constructor(conn: Connection) {
    this.conn = conn
    conn.onLink(({ state }) => state === 'closed' && this.stop())
  }

  static of(conn: Connection): PreviewClient {
    const client = clients.get(conn) ?? new PreviewClient(conn)
    clients.set(conn, client)
    return client
  }

  /** Looks at an object until it is closed. */
  look(bucket: ObjBucket, info: ObjectInfo): LookedAt {
    clearTimeout(this.idle)
    const id = ++this.ids
    this.open.add(id)
    return new LookedAt(this, id, bucket, info)
  }

  /** For who looks. */
  ask<T>(question: (api: Remote<PreviewWorker>) => Promise<T>): Promise<T> {
    const { api, lost } = (this.running ??= this.start())
    return Promise.race([question(api), lost])
  }

  close(id: number): void {
    void this.running?.api.close(id)
    this.open.delete(id)
    if (this.open.size > 0) return
    clearTimeout(this.idle)
    this.idle = setTimeout(() => this.stop(), IDLE_MS)
  }

  private stop(): void {
    clearTimeout(this.idle)
    const { running } = this
    this.running = undefined
    if (running) void running.api.stop().finally(() => running.worker.terminate())
  }

  private start(): Running {
    const worker = new Worker(new URL('../workers/preview.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<PreviewWorker>(worker)
    const lost = new Promise<never>((_, reject) => onWorkerLost(worker, 'looks at objects', (e) => reject(fromPlain(e))))
    lost.catch(() => {}) // who asks is told
    void api.connect(this.conn.options)
    return { worker, api, lost }
  }
}

/** An object that is looked at. What it rejects with is an AppError; after `close` nothing is answered but that it was stopped. */
export class LookedAt {
  private readonly client: PreviewClient
  private readonly id: number
  private readonly bucket: ObjBucket
  private readonly info: ObjectInfo
  private closed = false

  constructor(client: PreviewClient, id: number, bucket: ObjBucket, info: ObjectInfo) {
    this.client = client
    this.id = id
    this.bucket = bucket
    this.info = info
  }

  async start(limit: number): Promise<PreviewStart> {
    this.check()
    return valueOf(await this.client.ask<Told<PreviewStart>>((api) => api.start(this.id, this.bucket, this.info, limit)))
  }

  async part(offset: number, length: number): Promise<Uint8Array> {
    this.check()
    return valueOf(await this.client.ask<Told<Uint8Array>>((api) => api.part(this.id, offset, length)))
  }

  table(data: Uint8Array, goesOn: boolean, delimiter: Delimiter | undefined, encoding: Encoding | undefined): Promise<CsvTable> {
    return this.client.ask((api) => api.table(data, goesOn, delimiter, encoding))
  }

  /** Text of another encoding in UTF-8. */
  utf8(data: Uint8Array, encoding: Encoding): Promise<Uint8Array> {
    return this.client.ask((api) => api.utf8(data, encoding))
  }

  /** A port over which parts of it can be asked for. */
  async port(): Promise<MessagePort> {
    this.check()
    const { port1, port2 } = new MessageChannel()
    await this.client.ask((api) => api.serve(this.id, transfer(port1, [port1])))
    return port2
  }

  status(): Promise<PreviewStatus> {
    this.check()
    return this.client.ask((api) => api.status(this.id))
  }

  /** Ends what is under way. */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.client.close(this.id)
  }

  private check(): void {
    if (this.closed) throw new AppError('aborted', 'Stopped')
  }
}

function valueOf<T>(told: Told<T>): T {
  if ('error' in told) throw fromPlain(told.error)
  return told.value
}
