import { useNow } from '~/hooks/use-now.ts'
import { showTime } from '~/lib/time.ts'
import { useTimeStyle } from '~/stores/preferences.ts'

/** A time in the operator's chosen style; the others, to the nanosecond, on hover. */
export function Time({ at, digits = 3 }: { at: string; digits?: number }) {
  const style = useTimeStyle()
  const now = useNow(style === 'relative' ? 5000 : undefined)
  return (
    <time dateTime={at} title={`${showTime(at, 'local', 9)}\n${showTime(at, 'utc', 9)}\n${showTime(at, 'relative', 0)}`}>
      {showTime(at, style, digits, now)}
    </time>
  )
}
