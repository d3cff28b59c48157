import { expect, test } from 'vitest'
import { isSeed, parseCreds } from './creds.ts'

const seed = `SU${'A'.repeat(56)}`
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`
const file = (j: string, s: string) =>
  `-----BEGIN NATS USER JWT-----\n${j}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${s}\n------END USER NKEY SEED------\n`

test('takes a creds file apart', () => {
  const creds = parseCreds(file(jwt({ name: 'žofie', exp: 1_700_000_000 }), seed))
  expect(creds).toMatchObject({ user: 'žofie', seed, expires: new Date(1_700_000_000_000) })
  expect(parseCreds(file(jwt({ sub: 'UABC' }), seed))).not.toHaveProperty('expires')
})

test.each([
  ['', /not a .creds file/],
  ['-----BEGIN NATS USER JWT-----\nx.y.z\n------END NATS USER JWT------', /no NKey seed/],
  [file('nonsense', seed), /cannot be read/],
  [file(jwt({}), 'SUSHORT'), /seed .* is damaged/],
])('says what is wrong with %j', (text, problem) => {
  expect((parseCreds(text) as { problem: string }).problem).toMatch(problem)
})

test('a seed has its shape', () => {
  expect(isSeed(seed)).toBe(true)
  expect(isSeed('UABC')).toBe(false)
})
