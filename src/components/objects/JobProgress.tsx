import { Progress } from '@mantine/core'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { count } from '~/lib/format.ts'

type Props = {
  /** "Deleting objects". */
  label: string
  done: number
  total: number
  /** For the connection. */
  isWaiting: boolean
  onCancel: () => void
}

/** How far work on many objects has come, and the way to stop it. */
export function JobProgress({ label, done, total, isWaiting, onCancel }: Props) {
  return (
    <div className="bulk-progress">
      <Progress.Root size="sm">
        <Progress.Section value={total === 0 ? 0 : (100 * done) / total} aria-label={label} />
      </Progress.Root>
      <div className="form-buttons" style={{ alignItems: 'center' }}>
        <span className="num" role="status">
          {label}: {count(done)} of {count(total)}
        </span>
        {isWaiting && <span className="attention">Waiting for the connection. It goes on by itself.</span>}
        <span className="push" />
        <ActionButton variant="default" disabledReason={undefined} onClick={onCancel}>
          Cancel
        </ActionButton>
      </div>
    </div>
  )
}
