import { expect, test } from 'vitest'
import { asText, cutAtCharacter, firstInvalid, visible } from './text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('what is not UTF-8 is no text, and the first wrong byte is found', () => {
  expect(asText(Uint8Array.of(0x61, 0xff))).toBeUndefined()
  expect(asText(bytes('\ufeffa'))).toBe('\ufeffa')
  expect(firstInvalid(bytes('žluť'))).toBeUndefined()
  expect(firstInvalid(Uint8Array.of(0xff))).toBe(0)
  expect(firstInvalid(Uint8Array.of(...bytes('žluťoučký'), 0xc3, 0x28))).toBe(13)
  expect(firstInvalid(Uint8Array.of(...bytes('a'.repeat(1000)), 0x80, ...bytes('b'.repeat(1000))))).toBe(1000)
})

test.each(['ž', '€', '😀'])('a cut inside %s drops what is left of it', (c) => {
  const whole = bytes(`a${c}`)
  expect(cutAtCharacter(whole)).toEqual(whole)
  for (let end = 2; end < whole.length; end++) expect(asText(cutAtCharacter(whole.subarray(0, end)))).toBe('a')
})

test.each([
  ['a\u0000b', 'a⟨U+0000⟩b'],
  ['\u001b[31mred', '⟨U+001B⟩[31mred'],
  ['a\u202eb\u2066c', 'a⟨U+202E⟩b⟨U+2066⟩c'],
  ['\ufeffa\u200b', '⟨U+FEFF⟩a⟨U+200B⟩'],
  ['\u{e0041}', '⟨U+E0041⟩'],
  ['tab\tline\r\nend', 'tab\tline\r\nend'],
  ['👩‍🚀 žluť 日本', '👩‍🚀 žluť 日本'],
])('%j is shown as %j', (text, shown) => expect(visible(text)).toBe(shown))
