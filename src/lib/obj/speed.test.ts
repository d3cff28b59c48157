import { expect, test } from 'vitest'
import { SpeedMeter, timeLeft } from './speed.ts'

test('the speed of the last seconds', () => {
  const meter = new SpeedMeter()
  expect(meter.perSecond).toBe(0)
  meter.add(0, 0)
  expect(meter.perSecond).toBe(0)
  meter.add(1000, 1000)
  expect(meter.perSecond).toBe(1000)
  for (let s = 2; s <= 10; s++) meter.add(1000, s * 1000)
  expect(meter.perSecond).toBe(0)
  meter.add(0, 11_000)
  meter.add(500, 12_000)
  expect(meter.perSecond).toBe(500)
})

test('what is left at this speed', () => {
  expect([timeLeft(500, 250), timeLeft(0, 10), timeLeft(10, 0)]).toEqual([2000, 0, undefined])
})
