import { expect, test } from 'vitest'
import { within } from './within.ts'

test('gives what comes in time, and undefined for a failure or what is late', async () => {
  expect(await within(Promise.resolve(1), 1000)).toBe(1)
  expect(await within(Promise.reject(new Error('no')), 1000)).toBeUndefined()
  expect(await within(new Promise<number>(() => {}), 1)).toBeUndefined()
})
