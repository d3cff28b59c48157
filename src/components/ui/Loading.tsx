import { Skeleton } from '@mantine/core'

/** Lines in the place where text will be. */
export function Loading({ lines = 6, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div className="skeleton-lines" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, i) => (
        <Skeleton key={i} height={14} width={`${90 - ((i * 17) % 45)}%`} />
      ))}
    </div>
  )
}
