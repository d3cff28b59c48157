import { expect, test, vi } from 'vitest'
import { ViewPoll } from './view-poll.ts'

test('one question at a time: with the version that is known, at once when something else is wanted', async () => {
  vi.useFakeTimers()
  const asked: (number | undefined)[] = []
  const seen: number[] = []
  let version = 1
  const answers: (() => void)[] = []
  const poll = new ViewPoll<{ version: number }>({
    ask: (known) => {
      asked.push(known)
      return new Promise((resolve) => answers.push(() => resolve(known === version ? undefined : { version })))
    },
    onView: (v) => seen.push(v.version),
    onError: () => {},
    everyMs: () => 100,
  })
  const answer = async () => {
    answers.shift()!()
    await vi.advanceTimersByTimeAsync(0)
  }
  poll.renew() // before it begins there is nobody to ask
  expect(asked).toEqual([])
  poll.start()
  await answer()
  await vi.advanceTimersByTimeAsync(99)
  expect(asked).toEqual([undefined])
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toEqual([undefined, 1])
  poll.renew() // while it is asking: after the answer, with no wait
  poll.renew()
  expect(asked).toHaveLength(2)
  await answer()
  await vi.advanceTimersByTimeAsync(0)
  expect(asked).toEqual([undefined, 1, undefined])
  version = 2
  await answer()
  poll.renew() // while it waits: at once
  expect(asked).toEqual([undefined, 1, undefined, undefined])
  poll.stop()
  await answer()
  poll.renew()
  await vi.advanceTimersByTimeAsync(1000)
  expect([asked.length, seen]).toEqual([4, [1, 2]])
  vi.useRealTimers()
})

test('a failure is told once and ends it', async () => {
  vi.useFakeTimers()
  const errors: unknown[] = []
  const poll = new ViewPoll<{ version: number }>({
    ask: () => Promise.reject(new Error('lost')),
    onView: () => {},
    onError: (e) => errors.push((e as Error).message),
    everyMs: () => 10,
  })
  poll.start()
  await vi.advanceTimersByTimeAsync(100)
  poll.renew()
  await vi.advanceTimersByTimeAsync(100)
  expect(errors).toEqual(['lost'])
  vi.useRealTimers()
})
