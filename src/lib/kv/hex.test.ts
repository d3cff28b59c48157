import { expect, test } from 'vitest'
import { hexText, readHex } from './hex.ts'

const every = Uint8Array.from({ length: 256 }, (_, i) => i)

test('every byte comes back from its hex, in lines of sixteen', () => {
  for (let n = 0; n <= 256; n++) expect(readHex(hexText(every.slice(0, n)))).toEqual({ data: every.slice(0, n) })
  expect(hexText(every.slice(0, 18))).toBe('00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n10 11')
})

test('hex is read as people write it', () => {
  for (const text of ['dead01', 'DE AD 01', 'de:ad:01', '0xde, 0xAD,0x01', ' d\u0065ad\n\t01 ', '0xdead01'])
    expect(readHex(text)).toEqual({ data: new Uint8Array([0xde, 0xad, 1]) })
  expect(readHex(' \n')).toEqual({ data: new Uint8Array() })
})

test.each([
  ['00 01\n0g', '“g” at line 2, column 2 is not a hex digit (0-9, a-f)'],
  ['zz', '“z” at line 1, column 1 is not a hex digit (0-9, a-f)'],
  ['00 🙂', '“🙂” at line 1, column 4 is not a hex digit (0-9, a-f)'],
  ['00 1', 'The byte “1” at line 1, column 4 has one digit: a byte has two'],
  ['0 11', 'The byte “0” at line 1, column 1 has one digit: a byte has two'],
  ['11 0x', 'Digits are missing after 0x at line 1, column 4'],
])('%j: where it is wrong is said', (text, problem) => {
  expect(readHex(text)).toEqual({ problem })
})
