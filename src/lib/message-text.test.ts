import { expect, test } from 'vitest'
import { parseJson } from './json.ts'
import { fileName, headersAsText, messageAsJson, natsCommand } from './message-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const message = {
  seq: 9007199254740993n,
  subject: 'orders."x"',
  time: '2026-01-02T03:04:05.123456789Z',
  headers: [
    ['Trace', 'one'],
    ['__proto__', 'x'],
    ['Trace', 'two'],
  ] as [string, string][],
  data: bytes('{"a":"ž"}'),
}

test('a message as JSON is complete and exact', () => {
  const json = parseJson(messageAsJson('ORDERS', message)) as Record<string, unknown>
  expect(json).toMatchObject({
    stream: 'ORDERS',
    seq: 9007199254740993n,
    subject: 'orders."x"',
    time: message.time,
    data: '{"a":"ž"}',
  })
  expect(JSON.stringify(json.headers)).toBe('{"Trace":["one","two"],"__proto__":["x"]}')
  expect(parseJson(messageAsJson('S', { ...message, headers: [], data: Uint8Array.of(255, 0) }))).toMatchObject({
    headers: {},
    data_base64: '/wA=',
  })
})

test('headers are lines', () => expect(headersAsText(message.headers)).toBe('Trace: one\n__proto__: x\nTrace: two'))

test.each([
  ['ORDERS', 'nats stream get ORDERS 1'],
  ['KV_my-bucket', 'nats stream get KV_my-bucket 1'],
  ["it's $HOME", `nats stream get 'it'\\''s $HOME' 1`],
  ['-rf', 'nats stream get -- -rf 1'],
])('the command for %s', (stream, command) => expect(natsCommand(stream, 1n)).toBe(command))

test('a file is named by what it is', () => {
  expect(fileName('ORDERS', 5n, bytes('{}'), 'json')).toBe('ORDERS-5.json')
  expect(fileName('A|B', 5n, Uint8Array.of(0x1f, 0x8b, 8), 'binary')).toBe('A_B-5.gz')
  expect(fileName('S', 5n, Uint8Array.of(0xff, 0xd8, 0xff), 'image')).toBe('S-5.jpg')
  expect(fileName('S', 5n, Uint8Array.of(1), 'binary')).toBe('S-5.bin')
})
