import { expect, test } from 'vitest'
import { byteFinder } from './byte-search.ts'

const bytes = (s: string) => new TextEncoder().encode(s)

test('finds what indexOf finds, everywhere', () => {
  const letters = 'abA'
  let seed = 7
  const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n
  const word = (n: number) => Array.from({ length: n }, () => letters[random(3)]).join('')
  for (let i = 0; i < 3000; i++) {
    const [text, needle] = [word(random(30)), word(1 + random(4))]
    expect(byteFinder(needle, false)(bytes(text))).toBe(text.indexOf(needle))
    expect(byteFinder(needle, true)(bytes(text))).toBe(text.toLowerCase().indexOf(needle.toLowerCase()))
  }
})

test('finds text among bytes that are none, and beyond ASCII', () => {
  expect(byteFinder('žluť', false)(Uint8Array.of(0xff, 0, ...bytes('kůň žluť')))).toBe(8)
  expect(byteFinder('x', false)(new Uint8Array())).toBe(-1)
})
