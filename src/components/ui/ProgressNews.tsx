import { VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { quarterOf } from '~/lib/quarter.ts'

/**
 * Tells screen readers how far something has come: that it has begun, and each quarter. Figures that change many times a second
 * would never let them finish a sentence. What comes in its place tells of the end.
 */
export function ProgressNews({ what, done, total }: { what: string; done: number; total: number }) {
  const quarter = quarterOf(done, total)
  // Empty at first: what is there when a live region comes is not announced.
  const [said, setSaid] = useState('')
  useEffect(() => setSaid(quarter === 0 ? `${what}: begun` : `${what}: ${quarter} %`), [what, quarter])
  return <VisuallyHidden role="status">{said}</VisuallyHidden>
}
