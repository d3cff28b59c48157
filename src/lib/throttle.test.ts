import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { throttled } from './throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a burst is one, a storm is one every pause, and the last call is not forgotten', () => {
  const work = vi.fn()
  const { call, cancel } = throttled(work, 250, 2000)
  for (let i = 0; i < 10; i++) call()
  vi.advanceTimersByTime(250)
  expect(work).toHaveBeenCalledTimes(1)
  call()
  vi.advanceTimersByTime(1900)
  expect(work).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(100)
  expect(work).toHaveBeenCalledTimes(2)
  call()
  cancel()
  vi.advanceTimersByTime(10_000)
  expect(work).toHaveBeenCalledTimes(2)
})
