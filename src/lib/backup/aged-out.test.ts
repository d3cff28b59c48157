import { expect, test } from 'vitest'
import { agedOut } from './aged-out.ts'

test('what is older than the age limit of its stream', () => {
  const state = { firstTime: '2026-01-01T00:00:00Z', lastTime: '2026-01-02T00:00:00.123456789Z', messages: 2 }
  const at = (time: string, maxAgeMs: number | undefined) => agedOut(state, maxAgeMs, Date.parse(time))
  const day = 86_400_000
  expect(at('2026-01-03T00:00:01Z', day)).toBe('all')
  expect(at('2026-01-02T12:00:00Z', day)).toBe('some')
  expect(at('2026-01-01T12:00:00Z', day)).toBeUndefined()
  expect([at('2026-02-01T00:00:00Z', undefined), at('2026-02-01T00:00:00Z', 0)]).toEqual([undefined, undefined])
  expect(agedOut({ ...state, messages: 0 }, 1, Date.parse('2026-02-01T00:00:00Z'))).toBeUndefined()
})
