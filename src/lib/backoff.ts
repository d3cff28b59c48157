const FIRST_MS = 250
const LONGEST_MS = 10_000

/**
 * How long to wait before dial number `attempt` (1 is the first): doubling from a quarter of a second to ten, with up to 30 %
 * taken off at random, so that a thousand pages do not come back to a restarted server in the same instant.
 */
export function backoff(attempt: number, random = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20))
  return Math.round(full * (1 - 0.3 * random()))
}
