import { Discarded } from '~/lib/file-sink.ts'
import { AppError } from './errors.ts'

/** Where the bytes of a download go. What is not complete is discarded: nothing is left of it. */
export type ByteSink = {
  write(data: Uint8Array<ArrayBuffer>): Promise<void>
  end(): Promise<unknown>
  /** Also while a write is under way, which then fails with Discarded. */
  discard(): Promise<void>
}

export type Write = (data: Uint8Array<ArrayBuffer>) => Promise<void>

/** A sink that can be held up: whoever writes waits. */
export class Outflow {
  private readonly open: () => Promise<ByteSink>
  private sink: ByteSink | undefined
  private isPaused = false
  private goOn = () => {}
  /** All is written, and being completed. */
  isEnding = false

  constructor(open: () => Promise<ByteSink>) {
    this.open = open
  }

  /** Opens the sink for the work, and completes it after; discards it when the work fails. Throws what that throws. */
  async run<T>(work: (write: Write) => Promise<T>): Promise<T> {
    const sink = (this.sink = await this.open())
    try {
      const result = await work(async (data) => {
        await sink.write(data)
        while (this.isPaused) await new Promise<void>((resolve) => (this.goOn = resolve))
      })
      this.isEnding = true
      await sink.end()
      return result
    } catch (e) {
      await sink.discard()
      throw e instanceof Discarded ? new AppError('aborted', e.message, { cause: e }) : e
    }
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    this.goOn()
  }

  /** What is written fails from here on. */
  async stop(): Promise<void> {
    this.resume()
    await this.sink?.discard()
  }
}
