import { useQueryClient } from '@tanstack/react-query'
import { wrap, type Remote } from 'comlink'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { ViewPoll } from '~/lib/view-poll.ts'
import type { Decision } from '~/nats/ack.ts'
import type { DeskStart, DeskView, Leave } from '~/nats/desk-types.ts'
import type { Show } from '~/nats/held.ts'
import type { LinkError, Seq, Stream } from '~/nats/types.ts'
import type { DeskWorker } from '~/workers/desk.worker.ts'
import { leaveNothing } from './leave-nothing.ts'
import { messageQuery } from './messages.ts'
import { explain, useConnection } from './use-connection.ts'
import { onWorkerLost } from './worker-loss.ts'

/** The screen is drawn anew this often. */
const TICK_MS = 100
/** Rows that are asked for on either side of those on screen. */
const AROUND = 40

/** What the page sees of a session: the view as the worker last told it, and how far the desk's clock is from this page's. */
export type SeenDesk = DeskView & { skew: number }

/** A session of the replay desk, held in a worker for as long as the component is. */
export function useDesk(stream: Stream, start: DeskStart) {
  const conn = useConnection()
  const client = useQueryClient()
  const [view, setView] = useState<SeenDesk>()
  const [failure, setFailure] = useState<LinkError>()
  const remote = useRef<Remote<DeskWorker> | undefined>(undefined)
  const [show, setShow] = useState<Show>('all')
  const wanted = useRef({ show, first: 0, count: 2 * AROUND })
  const poll = useRef<ViewPoll<DeskView> | undefined>(undefined)
  const begun = useRef({ stream, start })

  useEffect(() => {
    const { stream: s, start: how } = begun.current
    const name = `windsock_desk_${Math.random().toString(36).slice(2, 10)}`
    const worker = new Worker(new URL('../workers/desk.worker.ts', import.meta.url), { type: 'module' })
    const api = wrap<DeskWorker>(worker)
    remote.current = api
    onWorkerLost(worker, 'holds messages', setFailure)
    const polling = new ViewPoll<DeskView>({
      ask: (known) => api.view(wanted.current.show, wanted.current.first, wanted.current.count, known),
      onView: (next) => setView({ ...next, skew: next.now - (performance.timeOrigin + performance.now()) }),
      onError: (e) => setFailure(explain(e)),
      everyMs: () => TICK_MS,
    })
    poll.current = polling
    api.start(conn.options, { name: s.name, retention: s.config.retention }, how, name).then(
      () => polling.start(),
      (e: unknown) => setFailure(explain(e)),
    )
    const isEphemeral = how.kind === 'create' && how.rule.durable === undefined
    // A page that goes takes its worker along before that could say anything; this connection still can.
    const stopWatch = isEphemeral ? leaveNothing(conn, s.name, name) : undefined
    return () => {
      polling.stop()
      poll.current = undefined
      stopWatch?.()
      remote.current = undefined
      // Whoever takes the desk away without having asked takes an ephemeral consumer with it.
      void (isEphemeral ? api.leave('delete', false) : api.stop()).finally(() => worker.terminate())
    }
  }, [conn])

  useEffect(() => {
    wanted.current = { ...wanted.current, show, first: 0 }
    poll.current?.renew()
  }, [show])

  const onVisible = useCallback((first: number, last: number) => {
    const [from, count] = [Math.max(0, first - AROUND), last - first + 2 * AROUND]
    if (from === wanted.current.first && count === wanted.current.count) return
    wanted.current = { ...wanted.current, first: from, count }
    poll.current?.renew()
  }, [])

  const actions = useMemo(() => {
    const desk = () => remote.current
    return {
      pull: (n: number) => void desk()?.pull(n),
      keep: (n: number) => void desk()?.keep(n),
      idle: () => void desk()?.idle(),
      restart: () => void desk()?.restart(),
      keepOpen: (seq: Seq | undefined) => void desk()?.keepOpen(seq),
      seqs: async (what: Show) => (await desk()?.seqs(what)) ?? [],
      takenAlong: async (seqs: Seq[]) => (await desk()?.takenAlong(seqs)) ?? [],
      ndjson: async () => (await desk()?.ndjson()) ?? new Uint8Array(),
      decide: async (seqs: Seq[], d: Decision) => desk()?.decide(seqs, d),
      leave: async (how: Leave, giveBack: boolean) => desk()?.leave(how, giveBack),
    }
  }, [])

  /** Puts a held message where the detail pane looks for it: an acked one may be gone from the stream by then. */
  const keepMessage = useCallback(
    async (seq: Seq) => {
      const m = await remote.current?.message(seq)
      if (m) client.setQueryData(messageQuery(conn, begun.current.stream, seq).queryKey, m)
    },
    [client, conn],
  )
  return { view, failure, show, setShow, onVisible, keepMessage, ...actions }
}

export type DeskHook = ReturnType<typeof useDesk>
