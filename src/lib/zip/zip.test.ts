import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { centralHeader, endRecords, type Entry } from './records.ts'
import { ZipWriter } from './writer.ts'
import { readZip } from '../../../scripts/testing/read-zip.ts'

const text = (s: string) => new TextEncoder().encode(s)
const at = new Date('2024-05-06T07:08:10Z')

async function zipped(fill: (zip: ZipWriter) => Promise<void>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const zip = new ZipWriter(async (data) => void parts.push(data.slice()))
  await fill(zip)
  await zip.end()
  return Buffer.concat(parts)
}

test('files, whole and in pieces, large ones too, and one that is dropped', async () => {
  const archive = await zipped(async (zip) => {
    await zip.add('a/žluť.txt', at, [text('one '), text('two')])
    await zip.add('empty', at, [])
    const dropped = await zip.begin('dropped', at, 10)
    await dropped.write(text('PK\u0003\u0004'))
    for (const [path, expected] of [
      ['streamed', 6],
      ['huge', 5e9],
    ] as const) {
      const file = await zip.begin(path, at, expected)
      for (const part of ['abc', 'def']) await file.write(text(part))
      await file.end()
    }
  })
  const files = readZip(archive)
  expect(files.map((f) => [f.name, f.data.toString()])).toEqual([
    ['a/žluť.txt', 'one two'],
    ['empty', ''],
    ['streamed', 'abcdef'],
    ['huge', 'abcdef'],
  ])
  for (const f of files) expect(f).toMatchObject({ crc: crc32(f.data), mtime: at.getTime() / 1000 })
})

test('wider fields where 4 GiB are passed, and only there', () => {
  const entry: Entry = { name: text('a'), mtime: at, offset: 10, size: 20, crc: 1, isStreamed: false, isLarge: false }
  const wide = (e: Partial<Entry>) => {
    const h = Buffer.from(centralHeader({ ...entry, ...e }))
    return h.readUInt16LE(47) === 1 ? [h.readBigUInt64LE(51), h.readBigUInt64LE(67), h.readUInt32LE(42)] : undefined
  }
  expect(wide({})).toBeUndefined()
  expect(wide({ offset: 5e9 })).toEqual([20n, 5_000_000_000n, 0xffffffff])
  expect(wide({ size: 5e9 })).toEqual([5_000_000_000n, 10n, 0xffffffff])
  expect(endRecords(3, 100, 200).length).toBe(22)
  const many = Buffer.from(endRecords(70_000, 100, 200))
  expect([many.length, many.readBigUInt64LE(32), many.readUInt16LE(86)]).toEqual([98, 70_000n, 0xffff])
  const end = Buffer.from(endRecords(3, 100, 5e9))
  expect([end.length, end.readBigUInt64LE(48), end.readBigUInt64LE(64), end.readUInt32LE(92)]).toEqual([
    98,
    5_000_000_000n,
    5_000_000_100n,
    0xffffffff,
  ])
})

test('a date before 1980, or none, is no trouble', async () => {
  const archive = await zipped(async (zip) => {
    await zip.add('old', new Date('1970-01-01T00:00:00Z'), [])
    await zip.add('none', new Date('?'), [])
  })
  expect(readZip(archive)).toHaveLength(2)
})
