import { Button, Progress } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { ProgressNews } from '~/components/ui/ProgressNews.tsx'
import { SpeedMeter } from '~/lib/obj/speed.ts'
import { bytes, rate } from '~/lib/format.ts'
import type { LinkError } from '~/nats/types.ts'

type Props = {
  label: string
  done: number
  /** 0 where it cannot be told. */
  total: number
  /** What its speed is told by, so far. */
  moved?: number | undefined
  per?: 'bytes' | 'messages'
  waiting: LinkError | null | undefined
  /** What is said of waiting; a backup cannot be gone on with. */
  goesOn?: boolean
  onCancel: () => void
  /** Figures in words. */
  children: ReactNode
  /** Further buttons. */
  actions?: ReactNode
}

/** How far it has come and how fast, whether it waits for the connection, and the way to stop it. */
export function FileProgress({
  label,
  done,
  total,
  moved,
  per = 'bytes',
  waiting,
  goesOn = true,
  onCancel,
  children,
  actions,
}: Props) {
  const speed = useSpeed(moved)
  return (
    <div className="bulk-progress">
      <Progress.Root size="sm">
        <Progress.Section value={total === 0 ? 0 : Math.min(100, (100 * done) / total)} aria-label={label} />
      </Progress.Root>
      <div className="form-buttons" style={{ alignItems: 'center' }}>
        <span className="num">
          {label}: {children}
        </span>
        {moved !== undefined && <span className="dim num">{per === 'bytes' ? `${bytes(speed)}/s` : rate(speed)}</span>}
        <ProgressNews what={label} done={done} total={total} />
        {waiting !== undefined && goesOn && (
          <span className="attention">
            Waiting for the connection{waiting ? `: ${waiting.message}` : ''}. It goes on by itself.
          </span>
        )}
        <span className="push" />
        {actions}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  )
}

/** How fast something grows, a second. */
function useSpeed(moved: number | undefined): number {
  const [meter] = useState(() => new SpeedMeter())
  const [speed, setSpeed] = useState(0)
  useEffect(() => {
    if (moved === undefined) return
    meter.add(moved, performance.now())
    setSpeed(meter.perSecond)
  }, [meter, moved])
  return speed
}
