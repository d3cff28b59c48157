import { Button, Group, Popover, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { plural } from '~/lib/format.ts'

type Props = { opened: boolean; count: number; target: ReactNode; onClose: () => void; onTerm: (reason: string) => void }

/** Asks for the reason before a message is given up for good. */
export function TermForm({ opened, count, target, onClose, onTerm }: Props) {
  const [reason, setReason] = useState('')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    onClose()
    onTerm(reason.trim())
    setReason('')
  }
  return (
    <Popover opened={opened} onDismiss={onClose} withRoles={false} trapFocus returnFocus position="bottom-start" withinPortal>
      <Popover.Target>
        <span>{target}</span>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label="Terminate">
        <form onSubmit={submit} style={{ maxWidth: 320 }}>
          <TextInput
            label="Reason (optional)"
            description={`${plural(count, 'message')} will never be delivered to this consumer again. The reason goes into the server's advisory.`}
            value={reason}
            data-autofocus
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <Group mt={8} gap={8}>
            <Button type="submit" size="compact-sm" color="red">
              Terminate
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
