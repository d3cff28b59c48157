import { Button } from '@mantine/core'
import { Loading } from '~/components/ui/Loading.tsx'
import type { PastProgress } from '~/hooks/use-past.ts'
import { count, plural } from '~/lib/format.ts'

type Props = { what: string; of: string; progress: PastProgress | undefined; onCancel: () => void }

/** How far a reading has come, with what stops it. */
export function PastProgressBar({ what, of, progress, onCancel }: Props) {
  const { read = 0, total = 0, waiting } = progress ?? {}
  const share = total > 0 ? Math.min(1, read / total) : 0
  return (
    <div className="search-progress">
      {total > 0 && (
        <div
          className="meter"
          role="progressbar"
          aria-label={what}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
        >
          <div style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <div className="form-buttons" style={{ alignItems: 'center' }}>
        <span>
          {what}: {total > 0 ? `${count(read)} of about ${plural(total, of)}` : `${plural(read, of)} so far`}
        </span>
        {waiting && <span className="attention">{waiting.message}</span>}
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  )
}

/** In the place of the list while the past is read. */
export function PastReading({ progress, onCancel }: Pick<Props, 'progress' | 'onCancel'>) {
  return (
    <>
      <PastProgressBar what="Reading the past" of="revision" progress={progress} onCancel={onCancel} />
      <Loading lines={12} label="Reading the past" />
    </>
  )
}
