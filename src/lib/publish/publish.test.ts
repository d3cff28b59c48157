import { expect, test } from 'vitest'
import { NO_CONTENT, type Content } from '../kv/content.ts'
import { writeHeaders } from '../messages-file/header-block.ts'
import { draftOfMessage, emptyDraft, headerValue, isBlank, takeBack, withHeaderRow, type PublishDraft } from './draft.ts'
import { headerPurpose } from './header-purpose.ts'
import { messageMaker, messageOf } from './message.ts'
import { problemsOf, timeoutMs, warningsOf, wholeOf, type Limits } from './problems.ts'
import { fieldOfRefusal } from './refusals.ts'
import { fillTemplate, newUuid, parseTemplate, unknownPlaces } from './template.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (t: string): Content => ({ as: 'text', text: t, lineEnd: '\n', json: false })
const values = { counter: 7, now: new Date('2026-01-02T03:04:05.678Z'), random: () => 0.5, uuid: () => 'u-u' }
const stream = {
  name: 'S',
  subjects: ['a.*'],
  ttl: false,
  rollup: false,
  counter: false,
  schedules: false,
  sealed: false,
  window: 120_000,
}
const draft = (change: Partial<PublishDraft> = {}): PublishDraft => ({ ...emptyDraft('a.b'), ...change })

test('templates are filled in, and what is none stays', () => {
  const fill = (t: string) => fillTemplate(parseTemplate(t), values)
  expect(fill('n{{counter}} {{ time }} {{random}} {{uuid}}')).toBe('n7 2026-01-02T03:04:05.678Z 500000000 u-u')
  expect(fill('{{Counter}} {{name}} {counter} {{{counter}}}')).toBe('{{Counter}} {{name}} {counter} {7}')
  expect(fill('{{counter}}{{counter}}')).toBe('77')
  expect(unknownPlaces('{{counter}} {{name}} {{ name }} {{x_y}} {{1}}')).toEqual(['name', 'x_y'])
  expect(newUuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(newUuid()).not.toBe(newUuid())
})

test('a message is made of a draft: alone as it is, repeated with its templates filled in', () => {
  const d = draft({
    subject: ' a.{{counter}} ',
    headers: [
      ['X', '{{counter}}'],
      ['{{counter}}', 'y'],
    ],
    content: { as: 'text', text: '{"n":{{counter}}}\n', lineEnd: '\r\n', json: true },
  })
  expect(messageOf(d)).toEqual({ subject: 'a.{{counter}}', headers: d.headers, data: bytes('{"n":{{counter}}}\r\n') })
  expect(messageMaker(d)(7, values)).toEqual({
    subject: 'a.7',
    headers: [
      ['X', '7'],
      ['{{counter}}', 'y'],
    ],
    data: bytes('{"n":7}\r\n'),
  })
  const file = draft({ content: { as: 'file', name: 'f', data: bytes('{{counter}}') } })
  expect(messageMaker(file)(1).data).toEqual(bytes('{{counter}}'))
  expect(() => messageOf(draft({ content: { as: 'hex', hex: 'x' } }))).toThrow()
})

test('header rows keep their order and repeats', () => {
  const rows = [
    ['A', '1'],
    ['nats-ttl', '5s'],
    ['A', '2'],
  ] as const
  expect(withHeaderRow(rows, 'Nats-TTL', '9s')).toEqual([rows[0], ['nats-ttl', '9s'], rows[2]])
  expect(withHeaderRow(rows, 'Nats-TTL', undefined)).toEqual([rows[0], rows[2]])
  expect(withHeaderRow(rows, 'B', '')).toEqual([...rows, ['B', '']])
  expect(headerValue(rows, 'NATS-TTL')).toBe('5s')
  expect(headerPurpose('nats-rollup', 'all')).toBe('Purges all earlier messages of the stream')
  expect([headerPurpose('Nats-TTL', 'never'), headerPurpose('X', '')]).toEqual(['Is never removed by age', undefined])
})

test('a stored message becomes a draft with its very bytes; headers that act are kept by choice only', () => {
  const headers: [string, string][] = [
    ['X', ' two spaces '],
    ['Nats-Rollup', 'sub'],
    ['x', 'ž'],
    ['Nats-Msg-Id', '1'],
    ['Nats-Expected-Last-Sequence', '3'],
    ['Nats-TTL', '5s'],
    ['Nats-Schedule-Target', 't'],
    ['Nats-Stream-Source', 's'],
  ]
  const data = new Uint8Array([0, 255, 13, 10])
  const d = draftOfMessage('S', { seq: 2n ** 60n, subject: 's', headers: [], headerBlock: writeHeaders(headers), data })
  expect(d.headers).toEqual([headers[0], headers[2], headers[7]])
  expect(d.from).toEqual({
    stream: 'S',
    seq: '1152921504606846976',
    rewritten: false,
    left: [headers[1], headers[3], headers[4], headers[5], headers[6]],
  })
  expect(messageOf(d).data).toEqual(data)
  const back = takeBack(d, 1)
  expect(back.headers.at(-1)).toEqual(['Nats-Msg-Id', '1'])
  expect(back.from?.left).toHaveLength(4)
  expect(takeBack(d, 9)).toBe(d)
  // Another client wrote no space after the colon: sent again they have other bytes, and that is said.
  const odd = bytes('NATS/1.0\r\nA:1\r\n\r\n')
  const rewritten = draftOfMessage('S', { seq: 1n, subject: 's', headers: [['A', '1']], headerBlock: odd, data })
  expect([rewritten.from?.rewritten, rewritten.headers]).toEqual([true, [['A', '1']]])
  expect([isBlank(draft(), 'a.b'), isBlank(draft(), ''), isBlank(d, 's')]).toEqual([true, false, false])
})

test('what is wrong is said at its field', () => {
  const at = (change: Partial<PublishDraft>, limits: Limits = {}) => problemsOf(draft(change), limits)
  expect(at({})).toEqual({})
  expect(at({ subject: ' ' }).subject).toMatch(/needs a subject/)
  for (const subject of ['a b', 'a.', 'a..b', 'a.*', 'a.>', '$JS.API.STREAM.DELETE.X'])
    expect(at({ subject }).subject, subject).toBeDefined()
  expect(at({ subject: 'a.{{ counter }}', repeat: true })).toEqual({})
  expect(
    Object.keys(
      at(
        {
          headers: [
            ['', 'x'],
            ['a b', 'x'],
            ['ok', 'x\ny'],
            ['Nats-Rollup', 'sub'],
            ['Nats-TTL', '5s'],
            ['Nats-Incr', '1'],
            ['Nats-Expected-Last-Sequence', 'x'],
          ],
        },
        { stream },
      ),
    ).sort(),
  ).toEqual([
    'header ',
    'header a b',
    'header nats-expected-last-sequence',
    'header nats-incr',
    'header nats-rollup',
    'header nats-ttl',
    'header ok',
  ])
  expect(at({ headers: [['Nats-Rollup', 'every']] })['header nats-rollup']).toMatch(/sub or all/)
  const all = { ...stream, ttl: true, counter: true, schedules: true }
  const header = (...headers: [string, string][]) => at({ headers }, { stream: all })[`header ${headers[0]![0].toLowerCase()}`]
  for (const ok of ['never', 'NEVER', '90', '1h', '1h30m', '1.5s']) expect(header(['Nats-TTL', ok]), ok).toBeUndefined()
  for (const bad of ['', '0', '7d', '5ms', '-1', 'soon']) expect(header(['Nats-TTL', bad]), bad).toMatch(/whole seconds/)
  expect([header(['Nats-Incr', '-5']), header(['Nats-Incr', '1.5'])]).toEqual([undefined, expect.stringMatching(/whole number/)])
  const target: [string, string] = ['Nats-Schedule-Target', 'a.c']
  for (const ok of ['@at 2026-01-31T14:30:00Z', '@every 5m', '@daily', '0 30 14 * * *'])
    expect(header(['Nats-Schedule', ok], target), ok).toBeUndefined()
  for (const bad of ['', '@at', '@at noon', '@every 7d', '@often', '30 14 * * *'])
    expect(header(['Nats-Schedule', bad], target), bad).toMatch(/@every/)
  expect(header(['Nats-Schedule', '@daily'])).toMatch(/needs the header/)
  expect(at({ headers: [['Nats-Schedule', '@daily'], target] }, { stream })['header nats-schedule']).toMatch(
    /allow_msg_schedules/,
  )
  for (const bad of ['', 'a.*', 'a.b', 'b.c']) expect(header(['Nats-Schedule-Target', bad]), bad).toBeDefined()
  for (const bad of ['a.*', 'a.b', 'a.c', 'b.c']) expect(header(['Nats-Schedule-Source', bad], target), bad).toBeDefined()
  expect(header(['Nats-Schedule-Source', 'a.d'], target)).toBeUndefined()
  expect(header(['Nats-Schedule-TTL', '500ms'])).toMatch(/whole seconds/)
  expect([header(['Nats-Schedule-Rollup', 'sub']), header(['Nats-Schedule-Rollup', 'all'])]).toEqual([
    undefined,
    expect.any(String),
  ])
  const zone = (when: string) => header(['Nats-Schedule-Time-Zone', 'Europe/Berlin'], ['Nats-Schedule', when])
  expect([zone('@daily'), zone('0 0 * * * *'), zone('@every 5s')]).toEqual([undefined, undefined, expect.stringMatching(/cron/)])
  expect(at({ headers: [['Nats-TTL', '5s']], mode: 'core' }, { stream })).toEqual({})
  expect(header(['Nats-Rollup', 'ALL'])).toMatch(/allow_rollup_hdrs/)
  expect(at({ content: text('12345') }, { maxPayload: 4 }).payload).toMatch(/max_payload/)
  const small = { ...stream, maxMsgSize: 20 }
  expect(at({ content: text('12345'), headers: [['A', 'b']] }, { stream: small }).payload).toMatch(
    /It has 5 bytes and its headers 18: S takes 20 in all/,
  )
  expect(at({ content: text('12345'), headers: [['A', 'b']], mode: 'request' }, { stream: small })).toEqual({})
  const json = { ...text('{"n":{{counter}}}'), json: true } as Content
  expect([at({ content: json }).payload !== undefined, at({ content: json, repeat: true }).payload]).toEqual([true, undefined])
  expect(at({ content: { as: 'hex', hex: 'f' } }).payload).toBeDefined()
  expect(Object.keys(at({ repeat: true, times: '0', rate: 'x' }))).toEqual(['times', 'rate'])
  expect(Object.keys(at({ mode: 'request', timeout: 'x', replies: '0', times: '0', repeat: true }))).toEqual([
    'timeout',
    'replies',
  ])
  expect([timeoutMs('5s'), timeoutMs('0s'), timeoutMs('11m'), timeoutMs('x')]).toEqual([5000, undefined, undefined, undefined])
  expect([wholeOf('1,000'), wholeOf(' ')]).toEqual([1000, undefined])
})

test('what may surprise is said', () => {
  const id = [['Nats-Msg-Id', 'one']] as const
  expect(warningsOf(draft({ headers: [...id], repeat: true }), { stream })[0]).toMatch(/duplicates for 2m/)
  expect(warningsOf(draft({ headers: [['Nats-Msg-Id', '{{uuid}}']], repeat: true }), { stream })).toEqual([])
  expect(warningsOf(draft({ headers: [...id] }), { stream })).toEqual([])
  expect(warningsOf(draft({ content: text('{{name}}'), repeat: true }), {})[0]).toMatch(/\{\{name\}\}/)
  expect(warningsOf(draft({ content: { ...NO_CONTENT, as: 'hex', hex: '' } as Content, repeat: true }), {})[0]).toMatch(/no text/)
  expect(warningsOf(draft({ headers: [['nats-msg-id', '1']] }), {})).toEqual([
    'The server acts on Nats-Msg-Id written so, and not on nats-msg-id',
  ])
  expect(warningsOf(draft({ headers: [...id], mode: 'core' }), {})[0]).toMatch(/this mode too/)
})

test('a refusal is shown at the field that it concerns', () => {
  const field = (errCode: number, name: string, details = '') =>
    fieldOfRefusal({ kind: 'bad-request', message: 'm', errCode, details }, [[name, 'x']])
  expect(field(10071, 'Nats-Expected-Last-Sequence', 'wrong last sequence: 42 (400/10071)')).toEqual({
    field: 'header nats-expected-last-sequence',
    message: 'The last sequence is 42 by now',
  })
  expect(field(10071, 'nats-expected-last-subject-sequence')?.field).toBe('header nats-expected-last-subject-sequence')
  expect(field(10071, 'Other')).toBeUndefined()
  expect(field(10060, 'Nats-Expected-Stream')?.message).toMatch(/another stream/)
  expect(field(10166, 'Nats-TTL')?.field).toBe('header nats-ttl')
  expect(field(10166, 'Other')).toBeUndefined()
  expect(field(10054, 'Other')).toEqual({ field: 'payload', message: 'm' })
  expect(field(10077, 'Other', 'maximum messages per subject exceeded')?.field).toBe('subject')
  expect(field(10077, 'Other', 'maximum messages exceeded')).toBeUndefined()
  expect(fieldOfRefusal({ kind: 'no-responders', message: 'No stream' }, [])).toEqual({ field: 'subject', message: 'No stream' })
  expect(fieldOfRefusal({ kind: 'limit', message: 'large' }, [])).toEqual({ field: 'payload', message: 'large' })
  expect(fieldOfRefusal({ kind: 'timeout', message: 't' }, [])).toBeUndefined()
})
