import { expect, test } from 'vitest'
import { goLengthNs, isSchedule, isTimeZone, isTtl } from './schedule.ts'

// What nats-server 2.15.1 said to each of these, published into a stream that allows them.
const each = (...lines: string[]) => lines.flatMap((line) => line.split('; '))

test('times to live', () => {
  const good = each('1; 1500ms; .5h; 1.h; NEVER; Never; 9223372037; 1000000000000; +5s; 1h30m; 1000000us;  5; 5 ; 2562047h')
  const bad = each('; 0; 0s; 0.5s; 9999999999999999999; -1; -1s; +5; 5d; 1us; 1e3s; 999ms; 2562048h; 5S; 0.999999999s')
  expect(good.filter((v) => !isTtl(v))).toEqual([])
  expect(bad.filter(isTtl)).toEqual([])
})

test('schedules', () => {
  const good = each(
    '@every 1s; @every 1.5s; @every 1500ms; @hourly; @midnight; @annually',
    '@at 2030-01-01T00:00:00Z; @at 2030-01-01T00:00:00.123456Z; @at 2030-01-01T00:00:00+02:00; @at 2020-01-01T00:00:00Z',
    '0 0 * * * *; 0 0 0 1 JAN MON; 0 0 0 1 jan mon; */5 * * * * *; 0-10/2 * * * * *; 0,5,10 * * * * *; 0 0 0 ? * *',
    '0 0 0 * * 0-6; 0 0 0 31 * *; */100 * * * * *; 5/10 * * * * *; * * * * * *; 1, * * * * *; 0  0 * * * *; 0 0 * * * * ',
    '0 0 0 * * MON-FRI; 0 0 0 * JAN-MAR *',
  )
  const bad = each(
    '; @every 500ms; @every 0s; @every -5s; @Every 5s; @every  5s; @HOURLY; @reboot; @at 2030-01-01T00:00:00',
    '@at 2030-01-01T00:00Z; @at 2030-02-30T00:00:00Z; @at 2030-01-01t00:00:00z; @at 2030-01-01 00:00:00Z',
    '99 * * * * *; a b c d e f; * * * * *; 0 0 0 1 january *; 0 0 0 * * 7; 0 0 0 0 * *; 0 0 0 32 * *; 0 0 0 * 0 *; 0 0 0 * 13 *',
    '0 0 24 * * *; 60 * * * * *; */0 * * * * *; 5-1 * * * * *; 0 0 0 L * *; 0 0 0 * * MON#1; 1-5-7 * * * * *; , * * * * *',
    'TZ=UTC 0 0 * * * *; 0 0 0 30 2 *',
  )
  expect(good.filter((v) => !isSchedule(v))).toEqual([])
  expect(bad.filter(isSchedule)).toEqual([])
})

test('time zones, in the right case', () => {
  expect(['UTC', 'Local', 'Europe/Berlin', 'EST'].filter((z) => !isTimeZone(z))).toEqual([])
  expect(['europe/berlin', 'Europe/BERLIN', 'Nowhere/X', '', '+02:00'].filter(isTimeZone)).toEqual([])
})

test('lengths as Go writes them, in nanoseconds', () => {
  expect(goLengthNs('1h30m0.5s')).toBe(5_400_500_000_000n)
  expect([goLengthNs(''), goLengthNs('.s'), goLengthNs('5')]).toEqual([undefined, undefined, undefined])
})
