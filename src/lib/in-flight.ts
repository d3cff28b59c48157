export type Limits<T> = {
  /** So many are worked on together. */
  atOnce: number
  /** What one of them weighs, and how much all together may: a single heavier one goes alone. */
  weight?: (item: T) => number
  mostWeight?: number
}

/**
 * Works on every item, a bounded number at once, started in their order. After the signal nothing more is started, and what is
 * under way is waited for. The first failure ends it the same way and is thrown.
 */
export async function inFlight<T>(
  items: Iterable<T>,
  { atOnce, weight = () => 0, mostWeight = Infinity }: Limits<T>,
  work: (item: T) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  let held = 0
  const isFull = (more: number) => running.size >= atOnce || (running.size > 0 && held + more > mostWeight)
  for (const item of items) {
    const more = weight(item)
    while (isFull(more)) await Promise.race(running)
    if (signal.aborted || failures.length > 0) break
    held += more
    const one: Promise<void> = work(item)
      .catch((e: unknown) => void failures.push(e))
      .finally(() => {
        held -= more
        running.delete(one)
      })
    running.add(one)
  }
  await Promise.all(running)
  if (failures.length > 0) throw failures[0]
}
