/** The server's time when it said this of a stream, in ms (2.10 and later say it): the clock of this machine may be an hour wrong. */
export function serverNow(raw: Record<string, unknown>): number {
  const at = typeof raw.ts === 'string' ? Date.parse(raw.ts) : NaN
  return Number.isNaN(at) ? Date.now() : at
}
