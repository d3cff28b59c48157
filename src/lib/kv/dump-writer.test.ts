import { expect, test } from 'vitest'
import { DumpWriter } from './dump-writer.ts'
import { dumpLine, parseDump, type DumpEntry } from './dump.ts'

const entry = (key: string, data: Uint8Array): DumpEntry => ({
  key,
  data,
  operation: 'PUT',
  revision: 9n,
  created: '2026-01-02T03:04:05.123456789Z',
})
const entries = [
  entry('a', new TextEncoder().encode('žluť 🛩')),
  entry('b', new Uint8Array()),
  entry('c', Uint8Array.of(0, 255, 128)),
]

async function written(format: 'ndjson' | 'json', list: DumpEntry[]) {
  const pieces: string[] = []
  const writer = new DumpWriter({ write: async (text) => void pieces.push(text) }, format, 'B')
  for (const e of list) await writer.add(e)
  await writer.end()
  return pieces
}

test('what is written piece by piece is the same as the whole, and reads back to the same bytes', async () => {
  const lines = entries.map((e) => `    ${dumpLine(e)}`).join(',\n')
  expect((await written('json', entries)).join('')).toBe(`{\n  "bucket": "B",\n  "entries": [\n${lines}\n  ]\n}\n`)
  expect((await written('ndjson', entries)).join('')).toBe(entries.map((e) => `${dumpLine(e)}\n`).join(''))
  for (const format of ['ndjson', 'json'] as const) {
    const parsed = parseDump((await written(format, entries)).join(''))
    expect(parsed.problems).toEqual([])
    expect(parsed.entries.map((e) => [e.key, e.data])).toEqual(entries.map((e) => [e.key, e.data]))
    expect(parseDump((await written(format, [])).join('')).entries).toEqual([])
  }
})

test('it is handed over before all of it is there', async () => {
  const large = Array.from({ length: 5 }, (_, i) => entry(`k${i}`, new Uint8Array(700_000).fill(97)))
  expect((await written('ndjson', large)).length).toBeGreaterThan(2)
})
