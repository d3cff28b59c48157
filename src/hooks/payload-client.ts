import { wrap, type Remote } from 'comlink'
import type { Merge } from '~/lib/kv/merge-sides.ts'
import type { Comparison } from '~/lib/payload/compare.ts'
import type { Found } from '~/lib/payload/find.ts'
import type { Opened, OpenOptions } from '~/lib/payload/open.ts'
import type { PayloadView } from '~/lib/payload/views.ts'
import type { PayloadWorker } from '~/workers/payload.worker.ts'

type Running = {
  worker: Worker
  api: Remote<PayloadWorker>
  failed: Promise<never>
  fail: (e: Error) => void
  /** What it was given last, and has. */
  data?: Uint8Array
}

/** What was asked of a worker that has been started anew for something else. */
class Interrupted extends Error {
  constructor() {
    super('Another payload is read instead')
  }
}

/** The worker that reads payloads. It is started when it is needed, and anew when what it is at is no longer wanted. */
export class PayloadClient {
  private running: Running | undefined
  private opening = 0

  async open(data: Uint8Array, options: OpenOptions): Promise<Opened> {
    if (this.opening > 0) this.end(new Interrupted())
    this.opening++
    const running = this.start()
    const isNew = running.data !== data
    running.data = data
    try {
      return await Promise.race([running.api.open(isNew ? data : undefined, options), running.failed])
    } finally {
      if (this.running === running) this.opening--
    }
  }

  find(query: string): Promise<Found> {
    return this.ask((api) => api.find(query))
  }

  encode(data: Uint8Array, as: 'base64' | 'hex'): Promise<string> {
    return this.askUntilAnswered((api) => api.encode(data, as))
  }

  compare(a: Uint8Array, b: Uint8Array, view?: PayloadView): Promise<Comparison> {
    return this.askUntilAnswered((api) => api.compare(a, b, view))
  }

  async merge(base: Uint8Array, theirs: Uint8Array, yours: Uint8Array): Promise<Merge | { problem: string }> {
    return (await this.askUntilAnswered((api) => api.merge(base, theirs, yours))).result
  }

  /** What is under way fails. */
  close(): void {
    this.end(new Error('The payload is no longer read'))
  }

  private end(reason: Error): void {
    this.running?.worker.terminate()
    this.running?.fail(reason)
    this.running = undefined
    this.opening = 0
  }

  /** For what brings along all that it needs: asked again when the worker was started anew meanwhile. */
  private async askUntilAnswered<T>(question: (api: Remote<PayloadWorker>) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.ask(question)
      } catch (e) {
        if (!(e instanceof Interrupted)) throw e
      }
    }
  }

  private ask<T>(question: (api: Remote<PayloadWorker>) => Promise<T>): Promise<T> {
    const { api, failed } = this.start()
    return Promise.race([question(api), failed])
  }

  private start(): Running {
    if (this.running) return this.running
    const worker = new Worker(new URL('../workers/payload.worker.ts', import.meta.url), { type: 'module' })
    let fail: (e: Error) => void = () => {}
    const failed = new Promise<never>((_, reject) => (fail = reject))
    // A new version on the server makes the parts of an old page unloadable.
    worker.addEventListener('error', () => {
      if (this.running?.worker !== worker) return
      this.end(new Error('The part of the page that reads payloads could not be loaded or ran out of memory: reload the page'))
    })
    failed.catch(() => {}) // whoever asks is told
    this.running = { worker, api: wrap<PayloadWorker>(worker), failed, fail }
    return this.running
  }
}
