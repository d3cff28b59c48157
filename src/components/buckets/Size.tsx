import { bytes, count, percent } from '~/lib/format.ts'

/** What is used of what there may be. */
export function Size({ bucket: { bytes: used, max_bytes: most } }: { bucket: { bytes: number; max_bytes?: number } }) {
  if (most === undefined) return <span title={`${count(used)} bytes`}>{bytes(used)}</span>
  return (
    <span title={`${count(used)} of ${count(most)} bytes`} className={used >= 0.9 * most ? 'attention' : ''}>
      {bytes(used)} of {bytes(most)}, {percent(used / most)}
    </span>
  )
}
