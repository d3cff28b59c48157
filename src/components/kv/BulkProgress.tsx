import { Button, Progress } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProgressNews } from '~/components/ui/ProgressNews.tsx'
import type { BulkView } from '~/hooks/use-kv-bulk.ts'
import { count } from '~/lib/format.ts'

type Props = {
  label: string
  view: BulkView
  done: number
  total: number
  onCancel: () => void
  children?: ReactNode
}

/** How far it has come, whether it waits for the connection, and the way to stop it. */
export function BulkProgress({ label, view, done, total, onCancel, children }: Props) {
  const { waiting } = view
  return (
    <div className="bulk-progress">
      <Progress.Root size="sm">
        <Progress.Section value={total === 0 ? 0 : (100 * done) / total} aria-label={label} />
      </Progress.Root>
      <div className="form-buttons" style={{ alignItems: 'center' }}>
        <span className="num">
          {label}: {count(done)} of {count(total)}
        </span>
        <ProgressNews what={label} done={done} total={total} />
        {children}
        {waiting !== undefined && (
          <span className="attention">
            Waiting for the connection{waiting ? `: ${waiting.message}` : ''}. It goes on by itself.
          </span>
        )}
        <span className="push" />
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
