import { describe, expect, test } from 'vitest'
import { decodeText } from './encoding.ts'
import { sniff } from './sniff.ts'

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? Array.from(p, (c) => c.charCodeAt(0)) : p)))
const utf8 = (text: string) => new TextEncoder().encode(text)
const of = (data: Uint8Array, name = 'x', contentType?: string) => sniff(data, { name, contentType })

const box = (brand: string) => bytes([0, 0, 0, 32], 'ftyp', brand, [0, 0, 0, 0])
const icon = bytes([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 9, 0, 0, 0, 22, 0, 0, 0], 'x'.repeat(9))

test.each<[string, Uint8Array, string, string]>([
  ['PNG', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), 'image', 'image/png'],
  ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe0]), 'image', 'image/jpeg'],
  ['icon', icon, 'image', 'image/x-icon'],
  ['WAV', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt '), 'audio', 'audio/wav'],
  ['FLAC', bytes('fLaC', [0, 0]), 'audio', 'audio/flac'],
  ['MP3', bytes('ID3', [4, 0, 0]), 'audio', 'audio/mpeg'],
  ['Ogg', bytes('OggS', [0, 2], 'xxxx', [1], 'vorbis'), 'audio', 'audio/ogg'],
  ['Theora', bytes('OggS', [0, 2], 'xxxx', [0x80], 'theora'), 'video', 'video/ogg'],
  ['MP4', box('isom'), 'video', 'video/mp4'],
  ['M4A', box('M4A '), 'audio', 'audio/mp4'],
  ['MOV', box('qt  '), 'video', 'video/quicktime'],
  ['WebM', bytes([0x1a, 0x45, 0xdf, 0xa3], 'xxxwebm'), 'video', 'video/webm'],
])('%s is told by its bytes, whatever it is called', (_, data, kind, mime) => {
  for (const [name, type] of [
    ['x', undefined],
    ['x.txt', undefined],
    ['x.html', 'text/html'],
  ] as const)
    expect(of(data, name, type)).toMatchObject({ kind, mime })
})

test.each<[string, string, string | undefined, string]>([
  ['{"a":1}', 'x', undefined, 'json'],
  [' \n[1]', 'x', undefined, 'json'],
  ['17', 'x.json', undefined, 'json'],
  ['17', 'x', 'application/vnd.x+json; charset=utf-8', 'json'],
  ['a,b\n1,2', 'x.csv', undefined, 'csv'],
  ['a,b\n1,2', 'x', 'text/csv', 'csv'],
  ['[a],b\n1,2', 'x.CSV', undefined, 'csv'],
  ['a,b\n1,2', 'x', undefined, 'text'],
  ['<!DOCTYPE html><p>', 'x.csv', undefined, 'html'],
  ['<script>1</script>', 'x.txt', undefined, 'html'],
  ['<p>', 'x.htm', undefined, 'html'],
  ['<svg xmlns="x"/>', 'x', undefined, 'svg'],
  ['\ufeff<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg [<!ENTITY a "b">]>\n<svg>', 'x.xml', undefined, 'svg'],
  ['<?xml version="1.0"?><a/>', 'x', undefined, 'xml'],
  ['%PDF-1.7\n', 'x', undefined, 'pdf'],
  ['BMW is a brand of car', 'x.txt', undefined, 'text'],
])('%j called %s (%s) is %s', (text, name, type, kind) => {
  expect(of(utf8(text), name, type).kind).toBe(kind)
})

test('what is cut inside of a character is still text, and what is no text is not', () => {
  const text = utf8('é'.repeat(5000))
  for (let cut = 0; cut < 4; cut++) expect(of(text.subarray(0, 5000 - cut)).kind).toBe('text')
  expect(of(Uint8Array.of(0x61, 0xff, 0x61)).kind).toBe('binary')
  expect(of(Uint8Array.of(0, 0, 1, 0, 1, 0)).kind).toBe('binary')
  expect(of(bytes('PK', [3, 4], 'x'))).toMatchObject({ kind: 'binary', words: 'a ZIP archive, or a document in one' })
  expect(of(new Uint8Array(0)).kind).toBe('empty')
})

test('text in other bytes than UTF-8: by its mark, or where it says that it is text', () => {
  const utf16 = (text: string, big = false) => {
    const little = Buffer.from(`\ufeff${text}`, 'utf16le')
    return new Uint8Array(big ? little.swap16() : little)
  }
  expect(of(utf16('a;b\né;1'), 'x.csv')).toMatchObject({
    kind: 'csv',
    encoding: 'utf-16le',
    note: expect.stringContaining('is UTF-16'),
  })
  expect(of(utf16('{"a":1}', true), 'x')).toMatchObject({ kind: 'json', encoding: 'utf-16be' })
  expect(of(Uint8Array.of(0xff, 0xfe, 1, 0, 2, 0), 'x').kind).toBe('binary')
  const latin = bytes('Stra', [0xdf], 'e;1')
  expect(of(latin, 'x.csv')).toMatchObject({
    kind: 'csv',
    encoding: 'windows-1252',
    note: expect.stringContaining('which is a guess'),
  })
  expect(decodeText(latin, 'windows-1252')).toBe('Straße;1')
  expect(decodeText(utf16('aé').subarray(0, 5), 'utf-16le')).toBe('a')
  // What says nothing of itself is not guessed at, and what has other bytes is no text.
  expect(of(latin, 'x')).toMatchObject({ kind: 'binary' })
  expect(of(bytes([0xdf, 1, 2]), 'x.txt').kind).toBe('binary')
})

describe('a file that is not what it claims', () => {
  const html = utf8('<html><script>1</script>')
  const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0])
  test.each<[Uint8Array, string, string | undefined, string | undefined]>([
    [html, 'x.png', undefined, 'Its name ends in .png, but its bytes are HTML: it is shown as that.'],
    [html, 'x.txt', 'image/png', 'Its Content-Type is image/png, but its bytes are HTML: it is shown as that.'],
    [html, 'x.txt', undefined, undefined],
    [html, 'x', 'application/octet-stream', undefined],
    [html, 'x.constructor', 'toString', undefined],
    [jpeg, 'x.jpeg', 'image/jpeg', undefined],
    [jpeg, 'x.png', undefined, 'Its name ends in .png, but its bytes are JPEG picture: it is shown as that.'],
    [box('isom'), 'x.m4a', undefined, undefined],
    [Uint8Array.of(1, 0xff), 'x.pdf', undefined, 'Its name ends in .pdf, but its bytes are not.'],
    [Uint8Array.of(0xff, 0xfb, 0x90, 0), 'x', undefined, undefined],
  ])('%#', (data, name, type, note) => {
    expect(of(data, name, type).note).toBe(note)
  })
  test('marks of two bytes count only where they are claimed', () => {
    const frame = Uint8Array.of(0xff, 0xfb, 0x90, 0)
    expect(of(frame, 'x').kind).toBe('binary')
    expect(of(frame, 'x.mp3')).toMatchObject({ kind: 'audio', mime: 'audio/mpeg' })
  })
})
