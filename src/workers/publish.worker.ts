import { expose } from 'comlink'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import { messageMaker } from '~/lib/publish/message.ts'
import { wholeOf } from '~/lib/publish/problems.ts'
import { OneConnection, type Ended } from '~/nats/one-connection.ts'
import { PublishRun, type RunResult } from '~/nats/publish-run.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'
import { untilOpen } from '~/nats/until-open.ts'

/** An AppError cannot be cloned. */
export type RunFigures = Omit<RunResult, 'ended'> & { ended?: 'stopped' | LinkError }

const alone = new OneConnection()
let run: PublishRun | undefined

/** Sends a message many times, with a connection of its own while it does. */
const worker = {
  /** The draft is without problems. Ends with an error when nothing was sent; what became of what was sent is in `figures`. */
  send(options: ConnectOptions, draft: PublishDraft): Promise<Ended> {
    run = undefined
    return alone.run(options, async (conn, signal) => {
      await untilOpen(conn, signal)
      const total = wholeOf(draft.times) ?? 1
      run = new PublishRun(conn, messageMaker(draft), { total, isCore: draft.mode === 'core', rate: wholeOf(draft.rate) })
      await run.run()
    })
  },
  figures(): RunFigures | undefined {
    if (!run) return undefined
    const { ended, ...result } = run.result
    return { ...result, ...(ended === undefined ? {} : { ended: ended === 'stopped' ? ended : ended.toPlain() }) }
  },
  /** Sends no more; what is on its way is waited for. */
  halt(): void {
    if (run) run.stop()
    else void alone.stop()
  },
  async stop(): Promise<void> {
    run?.stop()
    await alone.stop()
  },
}

export type PublishWorker = typeof worker

expose(worker)
