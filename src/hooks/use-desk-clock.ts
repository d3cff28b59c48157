import { useEffect, useState } from 'react'
import type { SeenDesk } from './use-desk.ts'

const TICK_MS = 200

const pageClock = () => performance.timeOrigin + performance.now()

/** The desk's clock in ms, which deadlines are by; it runs only while something runs down. */
export function useDeskClock(view: SeenDesk, runs: boolean): number {
  const [now, setNow] = useState(pageClock)
  useEffect(() => {
    if (!runs) return
    const timer = setInterval(() => setNow(pageClock()), TICK_MS)
    return () => clearInterval(timer)
  }, [runs])
  // What the view says is newer than a tick that has not come yet.
  return Math.max(now + view.skew, view.now)
}
