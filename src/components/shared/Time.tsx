import { memo } from 'react'
import { useNow } from '~/hooks/use-now.ts'
import { shortTime, showTime } from '~/lib/time.ts'
import { useTimeStyle } from '~/stores/preferences.ts'

/** A time in the operator's chosen style; the others, to the nanosecond, on hover. `short`: without what is as today. */
export const Time = memo(function Time({ at, digits = 3, short = false }: { at: string; digits?: number; short?: boolean }) {
  const style = useTimeStyle()
  const now = useNow(style === 'relative' ? 5000 : short ? 60_000 : undefined)
  return (
    // Worked out when it is pointed at: a list that follows thousands of changes draws many times a second.
    <time dateTime={at} onMouseEnter={(e) => (e.currentTarget.title = inEachStyle(at))}>
      {short ? shortTime(at, style, now) : showTime(at, style, digits, now)}
    </time>
  )
})

function inEachStyle(at: string): string {
  return `${showTime(at, 'local', 9)}\n${showTime(at, 'utc', 9)}\n${showTime(at, 'relative', 0)}`
}
