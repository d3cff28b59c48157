import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { centralHeader, endRecords, localHeader, type Entry } from '../zip/records.ts'
import { readBackup } from './read-backup.ts'
import { BackupWriter } from './write-backup.ts'

const encoder = new TextEncoder()
const meta = { config: { name: 'A', subjects: ['a.>'], max_bytes: 9007199254740993n }, state: { messages: 1 } }
const json = '{"config":{"name":"A","subjects":["a.>"],"max_bytes":9007199254740993},"state":{"messages":1}}'
const archive = encoder.encode('\u00ff\u0006\u0000\u0000S2sTwO....NATSARC1 and so on').slice(1)

const contentOf = async (files: File[]) => {
  const backup = await readBackup(files)
  return { ...backup, archive: new Uint8Array(await new Response(backup.archive.open()).arrayBuffer()) }
}
const whole = { name: 'A', config: meta.config, state: meta.state, kind: 'messages', archive }

const member = (name: string, data: Uint8Array, { type = '0', size = data.length } = {}) => {
  const head = new Uint8Array(512)
  const put = (text: string, at: number) => head.set(encoder.encode(text), at)
  put(name, 0)
  put(`${size.toString(8).padStart(11, '0')}\0`, 124)
  put(type, 156)
  put('ustar\0', 257)
  return [head, data.slice(), new Uint8Array(-data.length & 511)]
}

const tarOf = (files: [string, Uint8Array][]) => new Blob([...files.flatMap((f) => member(...f)), new Uint8Array(1024)])

/** As tar writes members of 8 GiB and more, and long names: in a header before them. */
function paxOf(files: [string, Uint8Array][]): Blob {
  const record = (key: string, value: string) => {
    const rest = ` ${key}=${value}\n`
    const bytes = encoder.encode(rest).length
    const length = bytes + String(bytes + 2).length
    return `${length}${rest}`
  }
  const parts = files.flatMap(([name, data]) => {
    const records = record('mtime', '1.5') + record('path', name) + record('size', String(data.length))
    return [...member('PaxHeaders/x', encoder.encode(records), { type: 'x' }), ...member('short', data, { size: 0 })]
  })
  return new Blob([...parts, new Uint8Array(1024)])
}

/** As archive programs do by default. */
function deflated(files: [string, Uint8Array][]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = []
  const list: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const [name, data] of files) {
    const packed = new Uint8Array(deflateRawSync(data))
    const entry: Entry = {
      name: encoder.encode(name),
      mtime: new Date(0),
      offset,
      size: packed.length,
      crc: 0,
      isStreamed: false,
      isLarge: false,
    }
    const [local, central] = [localHeader(entry), centralHeader(entry)]
    new DataView(central.buffer).setUint16(10, 8, true)
    new DataView(central.buffer).setUint32(24, data.length, true)
    parts.push(local, packed)
    list.push(central)
    offset += local.length + packed.length
  }
  const size = list.reduce((n, l) => n + l.length, 0)
  return new Blob([...parts, ...list, endRecords(files.length, size, offset)])
}

test('a backup is read from the file that was written here, from its two files, and from archives made of them', async () => {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  for (const expected of [0, 2 ** 33]) {
    pieces.length = 0
    const writer = new BackupWriter(async (data) => void pieces.push(data.slice()))
    await writer.begin(meta, expected)
    await writer.write(archive.slice(0, 10))
    await writer.write(archive.slice(10))
    await writer.end()
    expect(await contentOf([new File(pieces, 'A.zip')])).toEqual(whole)
  }
  const two: [string, Uint8Array][] = [
    ['A/backup.json', encoder.encode(json)],
    ['A/stream.tar.s2', archive],
  ]
  expect(await contentOf([new File([json], 'backup.json'), new File([archive], 'stream.tar.s2')])).toEqual(whole)
  expect(await contentOf([new File([tarOf(two)], 'A.tar')])).toEqual(whole)
  expect(await contentOf([new File([paxOf([['Ä/backup.json', two[0]![1]], two[1]!])], 'A.tar')])).toEqual(whole)
  expect(await contentOf([new File([deflated(two)], 'A.zip')])).toEqual(whole)
})

test('what is no backup is said in words', async () => {
  const file = (name: string, text: string) => new File([text], name)
  const said = (files: File[]) => readBackup(files).catch((e: unknown) => (e as Error).message)
  expect(await said([file('backup.json', json)])).toContain('stream.tar.s2 is missing')
  expect(await said([file('x', 'x')])).toContain('backup.json and stream.tar.s2 are missing')
  expect(await said([file('backup.json', '{'), file('stream.tar.s2', 'x')])).toContain('is not JSON')
  expect(await said([file('backup.json', '{"config":{}}'), file('stream.tar.s2', 'x')])).toContain('has no "config" and "state"')
  expect(await said([file('backup.json', json), file('stream.tar.s2', '')])).toContain('is empty')
  expect(await said([file('A.zip', 'PK and nothing more')])).toBe('The ZIP archive is damaged or cut short')
  expect(await readBackup([file('backup.json', json), file('stream.tar.s2', 'x')])).toMatchObject({ kind: 'unknown' })
})
