import { expect, test } from 'vitest'
import { inFlight } from './in-flight.ts'

const never = new AbortController().signal

/** Work that ends when it is told to, and how many were under way together at most. */
function workshop() {
  const open: (() => void)[] = []
  const started: number[] = []
  let [now, most] = [0, 0]
  const work = async (n: number) => {
    started.push(n)
    most = Math.max(most, ++now)
    await new Promise<void>((resolve) => open.push(resolve))
    now--
  }
  const drain = async (whole: Promise<void>) => {
    let over = false
    const end = whole.finally(() => (over = true))
    end.catch(() => {})
    while (!over) {
      open.splice(0).forEach((go) => go())
      await new Promise((resolve) => setImmediate(resolve))
    }
    return end
  }
  return { work, started, drain, most: () => most }
}

test('as many at once as allowed, all of them, in order', async () => {
  const { work, started, drain, most } = workshop()
  await drain(inFlight([1, 2, 3, 4, 5, 6, 7], { atOnce: 3 }, work, never))
  expect(started).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(most()).toBe(3)
})

test('heavy ones wait for room, and one that is too heavy goes alone', async () => {
  const { work, started, drain, most } = workshop()
  await drain(inFlight([5, 5, 5, 50, 1, 1], { atOnce: 9, weight: (n) => n, mostWeight: 10 }, work, never))
  expect(started).toHaveLength(6)
  expect(most()).toBe(2)
})

test('after the signal nothing starts, and what runs is waited for', async () => {
  const stop = new AbortController()
  const done: number[] = []
  const work = async (n: number) => {
    if (n === 2) stop.abort()
    await new Promise((resolve) => setImmediate(resolve))
    done.push(n)
  }
  await inFlight([1, 2, 3, 4], { atOnce: 2 }, work, stop.signal)
  expect(done).toEqual([1, 2])
})

test('a failure ends it after what was under way', async () => {
  const done: number[] = []
  const work = async (n: number) => {
    if (n === 1) throw new Error('one')
    await new Promise((resolve) => setImmediate(resolve))
    done.push(n)
  }
  await expect(inFlight([1, 2, 3, 4, 5], { atOnce: 2 }, work, never)).rejects.toThrow('one')
  expect(done).toEqual([2])
})
