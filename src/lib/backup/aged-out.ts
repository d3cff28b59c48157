/**
 * Which messages of a backup are older than its stream's age limit, and so go as soon as it is restored: undefined for none. Times are
 * RFC 3339, `maxAgeMs` milliseconds (undefined or 0: no limit), `now` milliseconds since 1970.
 */
export function agedOut(
  { firstTime, lastTime, messages }: { firstTime: string; lastTime: string; messages: number },
  maxAgeMs: number | undefined,
  now: number,
): 'all' | 'some' | undefined {
  if (!maxAgeMs || messages === 0) return undefined
  const isOld = (time: string) => Date.parse(time) + maxAgeMs <= now
  return isOld(lastTime) ? 'all' : isOld(firstTime) ? 'some' : undefined
}
