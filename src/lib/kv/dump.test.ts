import { expect, test } from 'vitest'
import { dumpLine, ownHeaders, parseDump, type DumpEntry } from './dump.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const entry = (key: string, data: Uint8Array, more: Partial<DumpEntry> = {}): DumpEntry => ({
  key,
  data,
  operation: 'PUT',
  revision: 1n,
  created: '2026-01-01T00:00:00.000000001Z',
  ...more,
})

/** The whole of a bucket as one JSON object, an entry a line: the form that DumpWriter writes. */
function dumpJson(entries: DumpEntry[]): string {
  return `{\n  "bucket": "B",\n  "entries": [\n${entries.map((e) => `    ${dumpLine(e)}`).join(',\n')}\n  ]\n}\n`
}

const every: DumpEntry[] = [
  entry('text', bytes('žluťoučký "kůň"\n\u2028\ufeff')),
  entry('bom', bytes('\ufeffx')),
  entry('empty', new Uint8Array()),
  entry('nul', bytes('\u0000\u0001\u007f')),
  entry(
    'binary',
    Uint8Array.from({ length: 256 }, (_, i) => i),
  ),
  entry('cut', new Uint8Array([0x61, 0xc3])),
  entry('big', bytes('x'), { revision: 2n ** 63n + 1n }),
  entry('ttl', bytes('x'), { ttl_ms: 5000, headers: [['Author', 'ž'], ['Author', '2']] }), // prettier-ignore
  entry('never', bytes('x'), { ttl_ms: 'never' }),
  entry('gone', new Uint8Array(), { operation: 'DEL' }),
  entry('purged', new Uint8Array(), { operation: 'PURGE', ttl_ms: 1000 }),
  entry('žluť', bytes('raw')),
]

test('every byte of every value comes back, from lines and from one object', () => {
  const lines = every.map(dumpLine)
  expect(lines.every((l) => !l.includes('\n'))).toBe(true)
  const back = (text: string) => {
    const { entries, problems } = parseDump(text)
    expect(problems).toEqual([])
    return entries
  }
  expect(back(`${lines.join('\n')}\n`)).toEqual(every.map((e, i) => ({ ...e, line: i + 1 })))
  expect(back(`\ufeff${lines.join('\r\n')}`)).toHaveLength(every.length)
  expect(back(dumpJson(every))).toEqual(every.map((e, i) => ({ ...e, line: i + 4 })))
  expect(back(`[${lines.join(',')}]`)).toHaveLength(every.length)
  expect(back(lines[0]!)).toHaveLength(1)
  expect(back(dumpJson([]))).toEqual([])
  expect(back(JSON.stringify(JSON.parse(dumpJson([every[0]!])), null, 2))).toHaveLength(1)
})

test('text is readable in the file, bytes are base64', () => {
  expect(dumpLine(every[0]!)).toContain('žluťoučký')
  expect(dumpLine(every[5]!)).toContain('"value_base64":"YcM="')
  expect(dumpLine(every[6]!)).toContain('"revision":9223372036854775809')
})

test.each([
  ['{"key":"a","value":"1"', /Not JSON/],
  ['5', /Not an object/],
  ['{"value":"1"}', /No key/],
  ['{"key":"a..b","value":"1"}', /two dots/],
  ['{"key":"a"}', /Neither value nor/],
  ['{"key":"a","value":{"x":1}}', /not text/],
  ['{"key":"a","value":"1","value_base64":"MQ=="}', /Both/],
  ['{"key":"a","value_base64":"%"}', /not base64/],
  ['{"key":"a","value":"\\ud800"}', /half a character/],
  ['{"key":"a","value":"1","operation":"SET"}', /operation/],
  ['{"key":"a","value":"1","revision":-1}', /revision/],
  ['{"key":"a","value":"1","revision":1.5}', /revision/],
  ['{"key":"a","value":"1","ttl_ms":0}', /ttl_ms/],
  ['{"key":"a","value":"1","headers":{"a":"b"}}', /headers/],
])('%s is told with its line, and the rest is read', (line, words) => {
  const { entries, problems } = parseDump(`{"key":"one","value":"1"}\n\n${line}\n{"key":"two","value":"2"}`)
  expect(entries.map((e) => [e.key, e.line])).toEqual([
    ['one', 1],
    ['two', 4],
  ])
  expect(problems).toEqual([{ line: 3, message: expect.stringMatching(words) }])
})

test('a problem in a JSON object is told with the line of its entry', () => {
  const { entries, problems } = parseDump(
    '{\n "bucket": "a[{",\n "entries": [\n  {"key":"a","value":"]"},\n\n  {"key":""}\n ]\n}',
  )
  expect(entries.map((e) => [e.key, e.line])).toEqual([['a', 4]])
  expect(problems).toEqual([{ line: 6, message: 'A key cannot be empty' }])
})

test('what is no dump at all has one problem', () => {
  expect(parseDump('{"a":1}').problems).toHaveLength(1)
  expect(parseDump('{\n"entries": 5\n}').problems[0]).toMatchObject({ line: 1 })
  expect(parseDump('{\n"entries": [\n{]\n}').problems).toHaveLength(1)
  expect(parseDump('hello').problems).toHaveLength(1)
  expect(parseDump('').problems).toHaveLength(1)
})

test('a first line that is cut short does not hide the others', () => {
  const { entries, problems } = parseDump('{"key":"a","val\n{"key":"b","value":"2"}\n')
  expect(entries.map((e) => e.key)).toEqual(['b'])
  expect(problems[0]?.line).toBe(1)
})

test('only the headers of the writer are kept', () => {
  expect(ownHeaders([['Author', 'x'], ['Nats-TTL', '5s'], ['KV-Operation', 'DEL'], ['kv-operation', '']])).toEqual([['Author', 'x']]) // prettier-ignore
})
