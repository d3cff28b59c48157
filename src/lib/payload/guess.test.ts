import { expect, test } from 'vitest'
import { guessView } from './guess.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('the beginning says what a payload will likely be shown as', () => {
  expect(guessView(bytes(`{"a":"${'ž'.repeat(2000)}"}`))).toBe('json')
  expect(guessView(bytes(`x${'ž'.repeat(2000)}`))).toBe('text')
  expect(guessView(Uint8Array.of(0x1f, 0x8b, 8))).toBe('hex')
  expect(guessView(Uint8Array.of(0xff, 0xd8, 0xff))).toBe('image')
})
