import { NumberInput, Switch } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { count, plural } from '~/lib/format.ts'
import type { PullMode } from '~/nats/desk-types.ts'

/** What a desk holds at most (held.ts). */
const MOST = 20_000

type Props = {
  mode: PullMode
  outstanding: number
  /** Why the server delivers nothing now, where that is known. */
  held: string | undefined
  /** Messages come with the gaps that they had. */
  original: boolean
  /** Nothing is held: the consumer wants no acks. */
  noAcks: boolean
  block: string | undefined
  autoProgress: boolean
  onAutoProgress: (on: boolean) => void
  onPull: (n: number) => void
  onKeep: (n: number) => void
  onIdle: () => void
}

/** Pull one, pull several, or keep a number in hand; and stop. */
export function PullControls(props: Props) {
  const { mode, outstanding, original, noAcks, block } = props
  const [many, setMany] = useState<number | string>(10)
  const n = typeof many === 'number' && many >= 1 ? Math.min(Math.floor(many), MOST) : undefined
  const wrong = n === undefined ? `A number from 1 to ${count(MOST)}` : undefined
  const group = useRef<HTMLDivElement>(null)
  // Start is gone from under the keyboard: it goes on here.
  useEffect(() => group.current?.querySelector('button')?.focus(), [])
  const running = mode.kind !== 'idle'
  return (
    <div ref={group} className="pulls" role="group" aria-label="Pull">
      <ActionButton size="compact-sm" disabledReason={block} onClick={() => props.onPull(1)}>
        Pull 1
      </ActionButton>
      <NumberInput
        aria-label="How many"
        size="xs"
        w={84}
        min={1}
        max={MOST}
        allowDecimal={false}
        allowNegative={false}
        value={many}
        onChange={setMany}
      />
      <ActionButton size="compact-sm" variant="default" disabledReason={block ?? wrong} onClick={() => n && props.onPull(n)}>
        {`Pull ${n === undefined ? 'many' : count(n)}`}
      </ActionButton>
      <ActionButton
        size="compact-sm"
        variant="default"
        disabledReason={block ?? wrong ?? (noAcks ? 'Nothing is held with ack policy none: pull a number instead' : undefined)}
        onClick={() => n && props.onKeep(n)}
      >
        {`Keep ${n === undefined ? 'many' : count(n)} in hand`}
      </ActionButton>
      {running && (
        <ActionButton size="compact-sm" variant="light" disabledReason={undefined} onClick={props.onIdle}>
          {original ? 'Pause' : 'Stop'}
        </ActionButton>
      )}
      <span className="dim" role="status">
        {modeWords(mode, outstanding, original)}
        {running && props.held && `. ${props.held}`}
      </span>
      <Switch
        size="xs"
        ml="auto"
        label="In progress while open"
        title="While a message is open for reading, the server is told in time that it is in progress"
        checked={props.autoProgress}
        onChange={(e) => props.onAutoProgress(e.currentTarget.checked)}
      />
    </div>
  )
}

function modeWords(mode: PullMode, outstanding: number, original: boolean): string {
  if (mode.kind === 'keep') return `Keeping ${plural(mode.count, 'message')} in hand${original ? ', at the original pace' : ''}`
  if (mode.kind === 'pull') return `Waiting for ${plural(mode.left, 'more message', 'more messages')}`
  return outstanding > 0 ? `Stopped; ${plural(outstanding, 'message')} asked for may still come` : ''
}
