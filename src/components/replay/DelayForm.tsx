import { Button, Group, Popover, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { parseDuration } from '~/lib/time.ts'

type Props = { opened: boolean; target: ReactNode; onClose: () => void; onDelay: (ms: number) => void }

/** Asks after how long a message is to come again. What was typed is kept for the next time. */
export function DelayForm({ opened, target, onClose, onDelay }: Props) {
  const [text, setText] = useState('30s')
  const [problem, setProblem] = useState<string>()
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const ms = parseDuration(text)
    if (ms === undefined || ms <= 0) return setProblem('A length of time, such as 10s, 5m or 1h30m')
    setProblem(undefined)
    onClose()
    onDelay(ms)
  }
  return (
    <Popover opened={opened} onDismiss={onClose} withRoles={false} trapFocus returnFocus position="bottom-start" withinPortal>
      <Popover.Target>
        <span>{target}</span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Nak after a delay">
        <form onSubmit={submit}>
          <TextInput
            label="Deliver again after"
            description="The server holds it back for so long; it counts as another delivery"
            value={text}
            error={problem}
            data-autofocus
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <Group mt={8} gap={8}>
            <Button type="submit" size="compact-sm">
              Nak
            </Button>
            <Button variant="default" size="compact-sm" onClick={onClose}>
              Cancel
            </Button>
          </Group>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
