import { expect, test } from 'vitest'
import { ago, durationText, isNever, markLabel, parseDuration, parseTime, shortTime, showTime } from './time.ts'

const now = Date.parse('2026-11-25T12:00:00Z')

test.each([
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['2026-01-02T03:04:05.123456789Z', '2026-01-02T03:04:05.123456789Z'],
  ['2026-01-02 03:04:05+02:00', '2026-01-02T01:04:05Z'],
  ['15m', '2026-11-25T11:45:00.000Z'],
  ['-1d12h', '2026-11-24T00:00:00.000Z'],
  ['2h ago', '2026-11-25T10:00:00.000Z'],
  ['1.5h', '2026-11-25T10:30:00.000Z'],
  ['1w', '2026-11-18T12:00:00.000Z'],
])('parseTime(%s)', (input, time) => expect(parseTime(input, now)).toBe(time))

test.each(['', 'yesterday', '25:00', '2026-02-31', '2026-13-01', '12', '1.5', '99999999999d', '2026-01-02T25:00:00Z'])(
  'parseTime refuses %s',
  (input) => expect(parseTime(input, now)).toBeUndefined(),
)

test('a time without a zone is local', () => {
  expect(Date.parse(parseTime('2026-01-02 03:04', now)!)).toBe(new Date(2026, 0, 2, 3, 4).getTime())
})

test('nanoseconds survive and the zone is shown', () => {
  expect(showTime('2026-01-02T03:04:05.123456789Z', 'utc', 9)).toBe('2026-01-02 03:04:05.123456789Z')
  expect(showTime('2026-01-02T03:04:05.1Z', 'utc', 3)).toBe('2026-01-02 03:04:05.100Z')
  expect(showTime('2026-01-02T03:04:05Z', 'local', 0)).toMatch(/[+-]\d\d:\d\d$/)
})

test('the zero time is never', () => {
  expect(isNever('0001-01-01T00:00:00Z')).toBe(true)
  expect(showTime('0001-01-01T00:00:00Z', 'utc')).toBe('never')
  expect(ago(now - 62_000, now)).toBe('1m 2s ago')
  expect(ago(now + 5000, now)).toBe('in 5s')
})

test('a time in a narrow place', () => {
  const short = (at: string, style: 'utc' | 'relative' = 'utc') => shortTime(at, style, now)
  expect(['2026-11-25T03:04:05.9Z', '2026-11-24T23:59:59Z', '2025-12-31T23:59:59Z'].map((t) => short(t))).toEqual([
    '03:04:05',
    '11-24 23:59',
    '2025-12-31',
  ])
  expect(short('2026-11-25T11:45:00Z', 'relative')).toBe('15m')
  expect(short('2026-11-25T14:00:00Z', 'relative')).toBe('in 2h')
  expect(short('0001-01-01T00:00:00Z')).toBe('never')
})

test('a label on a scale is as short as the scale allows', () => {
  const at = '2026-01-02T03:04:05.123456789Z'
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
  expect([minute, hour, 3 * day, 800 * day].map((span) => markLabel(at, span, 'utc'))).toEqual([
    '03:04:05',
    '03:04',
    '01-02',
    '2026-01',
  ])
  expect(markLabel(at, hour, 'relative', Date.parse(at) + 2 * hour)).toBe('2h')
  expect(markLabel('0001-01-01T00:00:00Z', hour, 'utc')).toBe('')
})

test.each([
  ['30s', 30_000],
  ['1m30s', 90_000],
  ['500ms', 500],
  ['2h', 7_200_000],
  ['30', 30_000],
  ['1.5s', 1500],
  ['1w 2d', 777_600_000],
  ['250us', 0.25],
])('parseDuration(%s)', (input, ms) => expect(parseDuration(input)).toBe(ms))

test.each(['', 's', '-5s', '5s ago', '10 apples', '99999999999d'])('parseDuration refuses %s', (input) =>
  expect(parseDuration(input)).toBeUndefined(),
)

test.each([0, 0.25, 1, 999, 30_000, 90_061_001, 604_800_000, 9_223_372_036_854])(
  '%f ms are written and read back exactly',
  (ms) => expect(parseDuration(durationText(ms))).toBe(ms),
)

test('a length of time is written in its units', () => {
  expect([90_000, 500, 86_400_000, 1500].map(durationText)).toEqual(['1m30s', '500ms', '1d', '1s500ms'])
})
