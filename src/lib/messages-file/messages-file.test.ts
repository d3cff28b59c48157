import { expect, test } from 'vitest'
import { csvRow } from './csv.ts'
import { effectOf } from './effects.ts'
import { fingerprinter, Fingerprints } from './fingerprints.ts'
import { headerOf, readHeaders, withHeader, withoutHeaders, writeHeaders } from './header-block.ts'
import { piecesOf, readLines, type Line } from './lines.ts'
import { messageLine, parseLine, type FileMessage } from './message-line.ts'
import { mapSubject } from './subject-map.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0))
const block = (lines: string) => latin(`NATS/1.0\r\n${lines}\r\n`)

const message = (more: Partial<FileMessage>): FileMessage => ({
  stream: 'ORDERS',
  seq: 18446744073709551615n,
  time: '2026-01-31T14:30:00.123456789Z',
  subject: 'orders.né',
  headers: new Uint8Array(),
  data: new Uint8Array(),
  ...more,
})

test('a line is read back as it was written, whatever the message holds', () => {
  const headers = [
    '',
    'A: 1\r\na: 2\r\nA: 3\r\n',
    'B:no space\r\n',
    'B:  two\r\n',
    'Latin: \xe9\r\n',
    'Empty: \r\n',
    'no colon\r\n',
    'C: a: b\r\n',
  ].map((h) => (h === '' ? new Uint8Array() : block(h)))
  const data = [bytes(''), bytes('{"n":9007199254740993}'), bytes('\u2028"\\\n\t\u0000'), bytes('\ufeffx'), latin('\xff\xfe')]
  for (const h of headers) {
    for (const d of data) {
      const m = message({ headers: h, data: d })
      expect(parseLine(messageLine(m))).toEqual(m)
    }
  }
  expect(messageLine(message({ headers: block('A: 1\r\na: 2\r\nA: 3\r\n'), data: bytes('x') }))).toBe(
    '{"stream":"ORDERS","seq":18446744073709551615,"time":"2026-01-31T14:30:00.123456789Z","subject":"orders.né",' +
      '"headers":[["A","1"],["a","2"],["A","3"]],"data":"x"}',
  )
  expect(messageLine(message({ headers: block('B:no\r\n'), data: latin('\xff') }))).toContain(
    `"headers_base64":"${btoa('NATS/1.0\r\nB:no\r\n\r\n')}","data_base64":"/w=="`,
  )
})

test('what is wrong with a line is said in words', () => {
  const wrong = [
    ['{', 'Not JSON'],
    ['[]', 'Not an object'],
    ['{"data":""}', 'No subject'],
    ['{"subject":"a.*","data":""}', 'wildcard'],
    ['{"subject":"a b","data":""}', 'A subject cannot contain spaces'],
    ['{"subject":"a","seq":-1,"data":""}', 'not a whole number'],
    ['{"subject":"a","time":"noon","data":""}', 'The time is not one'],
    ['{"subject":"a","headers":[["a","b\\n"]],"data":""}', 'cannot be written'],
    ['{"subject":"a","headers":{"a":"b"},"data":""}', 'not a list'],
    ['{"subject":"a","headers_base64":"AA==","data":""}', 'not a block'],
    ['{"subject":"a"}', 'Neither data'],
    ['{"subject":"a","data":"","data_base64":""}', 'Both'],
    ['{"subject":"a","data":{}}', 'not text'],
    ['{"subject":"a","data":"\\ud800"}', 'half a character'],
    ['{"subject":"a","data_base64":"?"}', 'not base64'],
  ] as const
  for (const [line, words] of wrong) expect(parseLine(line)).toContain(words)
})

test('lines are read over the edges of pieces, with their numbers and their problems', async () => {
  const text = latin('\xef\xbb\xbf{"a":"\xc3\xa9"}\r\n\n\xff\n{"b":1}\n  \nlast')
  for (const size of [1, 2, 7, 1000]) {
    const lines: Line[] = []
    for await (const some of readLines(piecesOf(new Blob([text]), size))) lines.push(...some)
    expect(lines).toEqual([
      { line: 1, text: '{"a":"é"}' },
      { line: 3, problem: 'The line is not text in UTF-8' },
      { line: 4, text: '{"b":1}' },
      { line: 6, text: 'last' },
    ])
  }
  const long: Line[] = []
  for await (const some of readLines(piecesOf(new Blob(['0123456789\nab\n']), 3), 5)) long.push(...some)
  expect(long).toEqual([
    { line: 1, problem: 'The line is longer than any message can be' },
    { line: 2, text: 'ab' },
  ])
})

test('a CSV row is quoted where it must be, and nothing of it is changed', () => {
  const row = csvRow(message({ seq: 7n, subject: 'a', headers: block('A: 1\r\n'), data: bytes('=1+1,"x"\n') }))
  expect(row).toBe('ORDERS,7,2026-01-31T14:30:00.123456789Z,a,"[[""A"",""1""]]",,"=1+1,""x""\n",\r\n')
  expect(csvRow(message({ seq: 7n, subject: 'a', data: latin('\xff') }))).toMatch(/,a,,,,\/w==\r\n$/)
})

test('headers are taken out and put in without a change to the others', () => {
  const h = block('X:1\r\nNats-Rollup: sub\r\nY: \xe9\r\n')
  const out = withoutHeaders(h, (name) => effectOf(name) === 'rollup')
  expect(out).toEqual(block('X:1\r\nY: \xe9\r\n'))
  expect(withoutHeaders(h, () => false)).toBe(h)
  expect(withoutHeaders(h, () => true)).toHaveLength(0)
  expect(headerOf(withHeader(out, 'Nats-Msg-Id', 'i'), 'Nats-Msg-Id')).toBe('i')
  expect(readHeaders(withHeader(new Uint8Array(), 'A', 'b'))).toEqual([['A', 'b']])
  expect(readHeaders(writeHeaders([]))).toEqual([])
  expect(
    ['Nats-Expected-Last-Sequence', 'Nats-TTL', 'Nats-Schedule-Next', 'Nats-Scheduler', 'Nats-Batch-Id'].map(effectOf),
  ).toEqual(['expected', 'ttl', 'schedule', 'schedule', 'batch'])
  expect(['Nats-Msg-Id', 'nats-ttl', 'Trace', 'Nats-Schedules'].map(effectOf)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('a message that is there counts for one of the file, however often the file is gone through', async () => {
  const print = await fingerprinter()
  const none = new Uint8Array()
  const of = (i: number) => print('a', none, bytes(`${i}`))
  const prints = new Fingerprints()
  for (let i = 0; i < 5000; i++) prints.add(of(i))
  prints.add(of(1))
  expect(prints.size).toBe(5000)
  prints.met(of(1))
  prints.met(of(4999))
  prints.met(of(5001))
  prints.met(of(4999))
  expect(prints.matched).toBe(2)
  for (let round = 0; round < 2; round++) {
    expect([1, 1, 2, 4999, 5001].map((i) => prints.take(of(i)))).toEqual([true, false, false, true, false])
    prints.restart()
  }
  // The parts do not run into one another.
  expect(print('ab', none, bytes('c'))).not.toEqual(print('a', none, bytes('bc')))
  expect(print('a', bytes('b'), none)).not.toEqual(print('a', none, bytes('b')))
})

test('the beginning of subjects is replaced, and only that', () => {
  expect(mapSubject('orders.eu.1', { from: 'orders.', to: 'old.orders.' })).toBe('old.orders.eu.1')
  expect(mapSubject('eu.orders.1', { from: 'orders.', to: 'x.' })).toBe('eu.orders.1')
  expect(mapSubject('a', { from: '', to: 'copy.' })).toBe('copy.a')
})
