import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useKeys } from '~/hooks/use-keys.ts'
import { plural } from '~/lib/format.ts'
import type { Decision } from '~/nats/ack.ts'
import { DelayForm } from './DelayForm.tsx'
import { TermForm } from './TermForm.tsx'

export type Asking = 'delay' | 'reason' | undefined

type Props = {
  /** How many messages a decision is about; 0 = none can be decided. */
  count: number
  /** More are being chosen: a decision waits for them. */
  coming: boolean
  /** Why nothing can be decided. */
  block: string | undefined
  busy: boolean
  asking: Asking
  onAsk: (what: Asking) => void
  onDecide: (d: Decision) => void
}

/** What can be decided about the chosen messages, or the active one: by button and by key. */
export function DecisionBar({ count, coming, block, busy, asking, onAsk, onDecide }: Props) {
  const reason = block ?? (count === 0 && !coming ? 'Choose a message that is in hand' : undefined)
  const decide = (d: Decision) => !reason && onDecide(d)
  const ask = (what: Asking) => !reason && onAsk(what)
  useKeys(
    {
      a: () => decide({ kind: 'ack' }),
      A: () => decide({ kind: 'confirm' }),
      n: () => decide({ kind: 'nak' }),
      N: () => ask('delay'),
      p: () => decide({ kind: 'progress' }),
      t: () => ask('reason'),
    },
    '.session',
  )
  const button = (label: string, keys: string, title: string, act: () => void) => (
    <ActionButton
      size="compact-sm"
      variant={label === 'Ack confirmed' ? 'filled' : 'default'}
      disabledReason={reason}
      onClick={act}
      aria-keyshortcuts={keys}
      title={`${title} (${keys})`}
    >
      {label}
    </ActionButton>
  )
  return (
    <div className="decisions" role="toolbar" aria-label="Decide">
      {button('Ack confirmed', 'A', 'Done with it: the server confirms', () => decide({ kind: 'confirm' }))}
      {button('Ack', 'a', 'Done with it: sent, without waiting for the server to confirm', () => decide({ kind: 'ack' }))}
      {button('Nak', 'n', 'Not done: deliver it again at once', () => decide({ kind: 'nak' }))}
      <DelayForm
        opened={asking === 'delay'}
        onClose={() => onAsk(undefined)}
        onDelay={(delayMs) => decide({ kind: 'nak', delayMs })}
        target={button('Nak later…', 'N', 'Not done: deliver it again after a delay', () => ask('delay'))}
      />
      {button('In progress', 'p', 'Still at it: the wait for the ack starts anew', () => decide({ kind: 'progress' }))}
      <TermForm
        opened={asking === 'reason'}
        count={count}
        onClose={() => onAsk(undefined)}
        onTerm={(why) => decide(why ? { kind: 'term', reason: why } : { kind: 'term' })}
        target={button('Term…', 't', 'Never deliver it again', () => ask('reason'))}
      />
      <span className="dim" role="status">
        {busy ? 'Sending…' : count > 0 ? plural(count, 'message') : ''}
      </span>
    </div>
  )
}
