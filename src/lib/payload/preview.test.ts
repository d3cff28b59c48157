import { expect, test } from 'vitest'
import { preview } from './preview.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('a preview is one line, cut between characters, with direction marks shown', () => {
  expect(preview(bytes('a\n  b\tc'))).toBe('a b c')
  expect(preview(bytes('ž'.repeat(300)))).toBe('ž'.repeat(120))
  expect(preview(bytes(`x${'ž'.repeat(300)}`))).toBe(`x${'ž'.repeat(119)}`)
  expect(preview(bytes('a\u202eb'))).toBe('a\u27e8U+202E\u27e9b')
})

test('what is not text is previewed as hex', () => {
  expect(preview(Uint8Array.of(0x61, 0xff, 0xfe))).toBe('61 ff fe')
  expect(preview(bytes('a\u0000'))).toBe('61 00')
})
