import { useQueryClient } from '@tanstack/react-query'
import { wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import { wholeOf } from '~/lib/publish/problems.ts'
import { pause } from '~/lib/pause.ts'
import type { LinkError } from '~/nats/types.ts'
import type { PublishWorker, RunFigures } from '~/workers/publish.worker.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The screen is drawn anew this often while many are sent. */
const TICK_MS = 200

export type RunView = { result: RunFigures; total: number; isCore: boolean; running: boolean }

type Held = { worker: Worker; api: Remote<PublishWorker>; lost: Promise<LinkError> }

/** Sends a draft many times, in a worker that is begun for it. Ends with the component; what is on its way then is not waited for. */
export function useRun() {
  const conn = useConnection()
  const client = useQueryClient()
  const [view, setView] = useState<RunView>()
  const held = useRef<Held>(undefined)
  useEffect(
    () => () => {
      const last = held.current
      held.current = undefined
      if (last) void last.api.stop().finally(() => last.worker.terminate())
    },
    [],
  )
  const start = useCallback(
    async (draft: PublishDraft) => {
      const now = (held.current ??= begin())
      const { api, lost } = now
      const whole = { total: wholeOf(draft.times) ?? 1, isCore: draft.mode === 'core' }
      let result = none
      let running = true
      const show = () => held.current === now && setView({ ...whole, result, running })
      const look = async () => {
        const figures = await Promise.race([api.figures(), lost])
        if (figures && 'sent' in figures) result = figures
      }
      const ticks = (async () => {
        while (running) {
          await look().catch(() => {}) // a lost worker is told below
          show()
          await pause(TICK_MS)
        }
      })()
      const ended = api.send(conn.options, draft).catch((e: unknown) => ({ error: explain(e) }))
      const end = await Promise.race([ended, lost.then((error) => ({ error }))])
      running = false
      await ticks
      await look().catch(() => {})
      // What was stopped before it could begin has no figures that say so.
      if (end.error) result = { ...result, ended: end.error.kind === 'aborted' ? 'stopped' : end.error }
      show()
      void client.invalidateQueries({ queryKey: [conn.id, 'streams'] })
    },
    [conn, client],
  )
  const stop = useCallback(() => void held.current?.api.halt(), [])
  const clear = useCallback(() => setView(undefined), [])
  return { view, start, stop, clear }
}

const none: RunFigures = { sent: 0, stored: 0, duplicates: 0, refused: 0, unknown: 0, reasons: [] }

function begin(): Held {
  const worker = new Worker(new URL('../workers/publish.worker.ts', import.meta.url), { type: 'module' })
  const lost = new Promise<LinkError>((resolve) => onWorkerLost(worker, 'publishes many messages', resolve))
  return { worker, api: wrap<PublishWorker>(worker), lost }
}
