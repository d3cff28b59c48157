import { describe, expect, test } from 'vitest'
import { CHUNK_HEADER, chunkSize, chunkSizeProblem, chunksOf } from './chunk-size.ts'
import { digestText, isSameDigest, parseDigest } from './digest.ts'
import { decodeName, encodeLatinName, encodeName, objectNameProblem, objectNameRemark } from './names.ts'
import { SendWindow } from './send-window.ts'

describe('names', () => {
  test.each(['a', 'a b', 'žluť/..', '..', '*', '>', '.', 'x'.repeat(255), '\n', '🛩', '???>>>'])('%j comes back', (name) => {
    const token = encodeName(name)
    expect(token).toMatch(/^[-_A-Za-z0-9]+=*$/)
    expect(token).toBe(Buffer.from(name).toString('base64').replaceAll('+', '-').replaceAll('/', '_'))
    expect(decodeName(token)).toBe(name)
    expect(decodeName(token.replaceAll('=', ''))).toBe(name)
    expect(objectNameProblem(name)).toBeUndefined()
  })

  test("a name in the JavaScript client's own encoding is read too", () => {
    expect(encodeLatinName('café')).toBe(btoa('café'))
    expect(decodeName(btoa('café'))).toBe('café')
    expect(decodeName(encodeName('café'))).toBe('café')
    for (const same of ['cafe', 'ž', 'é🛩']) expect(encodeLatinName(same)).toBeUndefined()
  })

  test('what is no name is said', () => {
    expect(decodeName('!')).toBeUndefined()
    expect(decodeName('')).toBe('')
    expect(objectNameProblem('')).toMatch(/needs a name/)
    expect(objectNameProblem('a\uD800b')).toMatch(/half of a character/)
    expect(objectNameProblem('ž'.repeat(1001))).toMatch(/at most 2000 bytes/)
    expect(objectNameProblem('ž'.repeat(1000))).toBeUndefined()
  })

  test.each([
    ['  ', 'has nothing but spaces'],
    [' a', 'begins with a space:'],
    ['a\t', 'ends with a space and has characters in it that cannot be seen'],
    ['a /b', 'has a folder in it that begins or ends with a space'],
    ['a/ b/c', 'has a folder in it that begins or ends with a space'],
    ['in\u202Evoice', 'has characters in it that cannot be seen'],
  ])('%j is likely a mistake', (name, words) => {
    expect(objectNameProblem(name)).toBeUndefined()
    expect(objectNameRemark(name)).toContain(`The name ${words}`)
  })

  test('a name that may well be meant has no remark', () => {
    for (const name of ['', 'a b', 'a/b c/', 'é', '👨\u200D👩', '/a', 'a//b'])
      expect(objectNameRemark(name), name).toBeUndefined()
  })
})

test('a digest is read in each form that clients write', () => {
  const hash = Uint8Array.from({ length: 32 }, (_, i) => 251 - i)
  const text = digestText(hash)
  expect(text).toMatch(/^SHA-256=[-_A-Za-z0-9]{43}=$/)
  const hex = Buffer.from(hash).toString('hex')
  for (const form of [text, text.slice(0, -1), `sha-256=${Buffer.from(hash).toString('base64')}`, `SHA-256=${hex}`]) {
    expect(parseDigest(form)).toEqual(hash)
    expect(isSameDigest(form, text)).toBe(true)
  }
  expect(parseDigest('MD5=abc')).toBeUndefined()
  expect(parseDigest('')).toBeUndefined()
  expect(parseDigest('SHA-256=AAAA')).toBeUndefined()
  expect(isSameDigest(text, digestText(hash.map((b) => b ^ 1)))).toBe(false)
  expect(isSameDigest('', '')).toBe(false)
})

test('chunks are as large as is useful, and never larger than server and bucket take', () => {
  const MIB = 1024 * 1024
  expect(chunkSize(0, { maxPayload: MIB })).toBe(128 * 1024)
  expect(chunkSize(1024 * MIB, { maxPayload: MIB })).toBe(512 * 1024)
  expect(chunkSize(1024 * MIB, { maxPayload: 64 * 1024 })).toBe(64 * 1024 - CHUNK_HEADER)
  expect(chunkSize(1024 * MIB, { maxPayload: MIB, maxMessage: 10_000 })).toBe(10_000 - CHUNK_HEADER)
  expect(chunkSizeProblem(1, { maxPayload: MIB })).toBeUndefined()
  expect(chunkSizeProblem(MIB - CHUNK_HEADER, { maxPayload: MIB })).toBeUndefined()
  expect(chunkSizeProblem(MIB, { maxPayload: MIB })).toMatch(/max_payload/)
  expect(chunkSizeProblem(2000, { maxPayload: MIB, maxMessage: 1000 })).toMatch(/the bucket takes messages of 1000/)
  expect(chunkSizeProblem(0, { maxPayload: MIB })).toMatch(/at least one byte/)
  expect([0, 1, 10, 11].map((size) => chunksOf(size, 10))).toEqual([0, 1, 1, 2])
})

describe('the window', () => {
  const CHUNK = 128 * 1024

  /** A link of `rate` bytes per ms behind `rtt` ms: sends `total` bytes through it and tells how. */
  function send(total: number, rate: number, rtt: number) {
    const window = new SendWindow(CHUNK)
    const under: { at: number; ackAt: number }[] = []
    let [now, free, sent, worst] = [0, 0, 0, 0]
    while (sent < total || under.length > 0) {
      if (sent < total && under.length * CHUNK < window.bytes) {
        free = Math.max(now, free) + CHUNK / rate
        under.push({ at: now, ackAt: free + rtt })
        sent += CHUNK
        continue
      }
      const { at, ackAt } = under.shift()!
      now = ackAt
      // The start, which looks for the limit, is not the steady state.
      if (sent > total / 2) worst = Math.max(worst, ackAt - at)
      window.acked(CHUNK, at, now)
    }
    return { ms: now, worst, bytes: window.bytes }
  }

  test.each([
    ['a fast one near by', 50_000, 0.2],
    ['a fast one far away', 20_000, 150],
    ['a slow one', 2_000, 30],
    ['a very slow one', 200, 80],
  ])('%s is filled, and not clogged', (_, rate, rtt) => {
    const total = 400 * CHUNK
    const { ms, worst } = send(total, rate, rtt)
    expect(ms).toBeLessThan((total / rate) * 1.25 + 12 * rtt)
    // Two chunks are always allowed, however slow it is, so what is measured has them in it.
    expect(worst - rtt).toBeLessThan(Math.max(400, (4 * CHUNK) / rate))
  })

  test('has bounds', () => {
    const window = new SendWindow(CHUNK, 1024 * 1024)
    for (let i = 0; i < 1000; i++) window.acked(CHUNK, i, i + 1)
    expect(window.bytes).toBe(1024 * 1024)
    for (let i = 0; i < 100; i++) window.acked(CHUNK, 2000 + i * 1000, 2900 + i * 1000)
    expect(window.bytes).toBe(2 * CHUNK)
    window.lost()
    expect(window.bytes).toBe(4 * CHUNK)
  })
})
