import { expect, test } from 'vitest'
import { parseMoment } from './moment.ts'

test.each([
  ['2026-01-31T14:30:00.123456789Z', '2026-01-31T14:30:00.123456789Z'],
  ['2026-01-31T15:30:00+01:00', '2026-01-31T14:30:00Z'],
  ['9007199254740993', 9007199254740993n],
  ['2026', 2026n],
  // A link must mean the same tomorrow.
  ['14:30', undefined],
  ['5m', undefined],
  ['2026-13-01', undefined],
  ['-1', undefined],
  ['', undefined],
])('%s is %s', (text, moment) => expect(parseMoment(text)).toBe(moment))
