import { useBlocker } from '@tanstack/react-router'
import { useState } from 'react'
import type { DeskHook, SeenDesk } from '~/hooks/use-desk.ts'
import type { DeskStart, Leave } from '~/nats/desk-types.ts'
import type { LinkError, Stream } from '~/nats/types.ts'
import { LeaveDialog } from './LeaveDialog.tsx'

/** Leaving by the button, by a link, by closing the tab: the consumer's fate is asked for where it is not certain. */
export function useLeaving(
  desk: DeskHook,
  view: SeenDesk | undefined,
  stream: Stream,
  start: DeskStart,
  onLeave: (kept?: string) => void,
) {
  const [asked, setAsked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<LinkError>()
  const phase = view?.stats.phase.at
  const isAlive = phase === 'open' || phase === 'waiting'
  const inHand = view?.stats.certain ?? 0
  const isDurable = start.kind === 'create' && start.rule.durable !== undefined
  const mustAsk = isAlive && (isDurable || (start.kind === 'attach' && inHand > 0))
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => mustAsk && current.pathname !== next.pathname,
    enableBeforeUnload: () => mustAsk && isDurable && !start.rule.keep,
    withResolver: true,
  })
  const go = async (how: Leave, giveBack: boolean) => {
    setBusy(true)
    const outcome = await desk.leave(how, giveBack)
    setBusy(false)
    if (outcome && 'error' in outcome) return setFailed(outcome.error)
    setAsked(false)
    if (blocker.status === 'blocked') blocker.proceed()
    else onLeave(how === 'keep' ? view?.stats.consumer : undefined)
  }
  const stay = () => {
    setAsked(false)
    setFailed(undefined)
    if (blocker.status === 'blocked') blocker.reset()
  }
  const ask = () => {
    if (mustAsk) return setAsked(true)
    // An ephemeral goes with the desk; of one that is gone there is nothing to say.
    onLeave()
  }
  const dialog =
    asked || blocker.status === 'blocked' ? (
      <LeaveDialog
        start={start}
        consumer={view?.stats.consumer ?? ''}
        inHand={inHand}
        retention={stream.config.retention}
        busy={busy}
        failure={failed}
        onLeave={(how, giveBack) => void go(how, giveBack)}
        onStay={stay}
      />
    ) : null
  return { ask, dialog }
}
