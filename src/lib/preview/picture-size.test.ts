import { expect, test } from 'vitest'
import { pictureSize } from './picture-size.ts'

const of = (mime: string, ...parts: (string | number[])[]) =>
  pictureSize(Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? Array.from(p, (c) => c.charCodeAt(0)) : p))), mime)
const size = { width: 300, height: 258 }

test('width and height are read out of the first bytes', () => {
  expect(of('image/png', 'x'.repeat(16), [0, 0, 1, 44, 0, 0, 1, 2])).toEqual(size)
  expect(of('image/gif', 'GIF89a', [44, 1, 2, 1])).toEqual(size)
  expect(of('image/bmp', 'x'.repeat(14), [40, 0, 0, 0, 44, 1, 0, 0, 2, 1, 0, 0])).toEqual(size)
  expect(of('image/bmp', 'x'.repeat(14), [40, 0, 0, 0, 44, 1, 0, 0, 0xfe, 0xfe, 0xff, 0xff])).toEqual(size) // top down
  expect(of('image/bmp', 'x'.repeat(14), [12, 0, 0, 0, 44, 1, 2, 1])).toEqual(size)
  expect(of('image/jpeg', [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xff, 0xc2, 0, 9, 8, 1, 2, 1, 44])).toEqual(size)
  expect(of('image/webp', 'RIFFxxxxWEBPVP8 xxxxyyy*##', [44, 1, 2, 1])).toEqual(size)
  expect(of('image/webp', 'RIFFxxxxWEBPVP8Xxxxx', [0, 0, 0, 0, 43, 1, 0, 1, 1, 0])).toEqual(size)
  expect(of('image/webp', 'RIFFxxxxWEBPVP8Lxxxx', [0x2f, 43, 0x41, 0x40, 0])).toEqual(size)
  expect(of('image/avif', 'x'.repeat(40), 'ispe', [0, 0, 0, 0, 0, 0, 1, 44, 0, 0, 1, 2])).toEqual(size)
})

test('of several the largest counts: thumbnails come first, and a small icon may have a large picture in it', () => {
  const ispe = (width: number, height: number) => [
    'ispe',
    [0, 0, 0, 0, 0, 0, width >> 8, width & 255, 0, 0, height >> 8, height & 255],
  ]
  const padding = 'x'.repeat(5000)
  expect(of('image/avif', 'x'.repeat(40), ...ispe(16, 16), padding, ...ispe(300, 258), ...ispe(20, 20))).toEqual(size)
  const entry = (at: number) => [16, 16, 0, 0, 1, 0, 32, 0, 40, 0, 0, 0, at, 0, 0, 0]
  const bitmap = [40, 0, 0, 0, 16, 0, 0, 0, 32, 0, 0, 0]
  const picture = ['\u0089PNG\r\n\u001a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 1, 44, 0, 0, 1, 2]]
  const icon = [[0, 0, 1, 0, 2, 0], entry(38), entry(50), bitmap]
  expect(of('image/x-icon', ...icon, ...picture)).toEqual(size)
  expect(of('image/x-icon', ...icon)).toBeUndefined() // one of them is not in the beginning
})

test('what is too short or another thing has no size', () => {
  for (const mime of ['png', 'gif', 'bmp', 'jpeg', 'webp', 'avif', 'x-icon']) {
    expect(of(`image/${mime}`)).toBeUndefined()
    expect(of(`image/${mime}`, 'x'.repeat(5))).toBeUndefined()
  }
  expect(of('image/jpeg', [0xff, 0xd8, 0xff, 0xe0, 0, 4], 'no marker follows')).toBeUndefined()
})
