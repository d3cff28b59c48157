import { expect, test } from 'vitest'
import { bytesOf, contentAs, contentOf, standsFor, type Content } from './content.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const random = (n: number, seed: number) =>
  Uint8Array.from({ length: n }, (_, i) => (i * 7919 + seed * 104729 + (i * i) / 3) & 255)

const values = [
  new Uint8Array(),
  bytes('plain'),
  bytes('{"a":1.0}'),
  bytes('\ufeffBOM\r\nžluť\r\n'),
  bytes('a\r\nb\n'),
  new Uint8Array([0, 255, 254, 13, 10]),
  ...Array.from({ length: 40 }, (_, i) => random(i * 13, i)),
]

test('a value keeps its bytes in every way that it can be typed, and from one to the next', () => {
  for (const data of values) {
    const first = contentOf(data)
    expect(bytesOf(first)).toEqual({ data })
    for (const way of ['text', 'hex', 'file'] as const) {
      const content = contentAs(way, data)
      if ('problem' in content) expect(way).toBe('text')
      else expect(standsFor(content, data)).toBe(true)
    }
  }
})

test('what is not text is hex, and what is too large is a file', () => {
  expect(contentOf(bytes('{"a":1}'))).toMatchObject({ as: 'text', json: true })
  expect(contentOf(new Uint8Array([255]))).toEqual({ as: 'hex', hex: 'ff' })
  expect(contentOf(bytes('a\r\nb\n')).as).toBe('hex')
  expect(contentOf(new Uint8Array(500_001).fill(255)).as).toBe('file')
  expect(contentOf(new Uint8Array(500_001).fill(97)).as).toBe('text')
  const large = contentOf(new Uint8Array(1_500_001).fill(97))
  expect(large.as).toBe('file')
  expect(large).not.toHaveProperty('name')
  expect(contentAs('text', new Uint8Array(1_500_001).fill(97))).toHaveProperty('problem')
})

test('what is not hex stands for nothing', () => {
  const content: Content = { as: 'hex', hex: '0' }
  expect(bytesOf(content)).toHaveProperty('problem')
  expect(standsFor(content, new Uint8Array())).toBe(false)
})
