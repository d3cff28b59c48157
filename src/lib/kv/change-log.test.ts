import { expect, test } from 'vitest'
import { ChangeLog, type LogLine } from './change-log.ts'

const line = (key: string, more: Partial<LogLine> = {}): LogLine => ({
  at: 0,
  key,
  operation: 'PUT',
  revision: 1n,
  size: 2,
  ...more,
})

test('keeps the newest and counts what it dropped; a line keeps its index', () => {
  const log = new ChangeLog(3)
  for (const key of ['a', 'b', 'c', 'd', 'e']) log.add(line(key))
  expect([log.first, log.end]).toEqual([2, 5])
  expect(log.lines(0, 4).map((l) => [l.index, l.key])).toEqual([
    [2, 'c'],
    [3, 'd'],
  ])
})

test('writes a JSON object on each line, revisions exactly', () => {
  const log = new ChangeLog()
  log.add(line('a"b', { revision: 2n ** 60n + 1n }))
  log.add(line('b', { operation: 'PURGE', marker: 'MaxAge', size: 0 }))
  log.add(line('c', { operation: 'GONE', revision: undefined, size: 0 }))
  expect(new TextDecoder().decode(log.ndjson()).split('\n')).toEqual([
    String.raw`{"at":"1970-01-01T00:00:00.000Z","key":"a\"b","operation":"PUT","revision":1152921504606846977,"size":2}`,
    '{"at":"1970-01-01T00:00:00.000Z","key":"b","operation":"PURGE","marker":"MaxAge","revision":1,"size":0}',
    '{"at":"1970-01-01T00:00:00.000Z","key":"c","operation":"GONE","size":0}',
    '',
  ])
})
