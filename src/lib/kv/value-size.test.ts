import { expect, test } from 'vitest'
import { headerBytes, sizeProblem } from './value-size.ts'

test('headers are counted as they are sent', () => {
  expect(headerBytes([])).toBe(0)
  expect(headerBytes([['a', 'ž']])).toBe('NATS/1.0\r\na: zz\r\n\r\n'.length)
})

test('a value is held against the limits together with its headers, the bucket’s first', () => {
  const headers = [['a', 'bbb']] as const // 20 bytes
  expect(sizeProblem(80, headers, { bucket: 100, server: 100 })).toBeUndefined()
  expect(sizeProblem(81, headers, { bucket: 100, server: 90 })).toBe(
    'It has 81 bytes and its headers 20: the bucket takes 100 in all',
  )
  expect(sizeProblem(1001, [], { server: 1000 })).toBe('It has 1,001 bytes: the server takes 1,000 in all (max_payload)')
  expect(sizeProblem(1e9, headers, {})).toBeUndefined()
})
