import { expect, test } from 'vitest'
import { draftProblems, emptyDraft, toOptions } from './draft.ts'

test('a fresh draft is a connection without credentials', () => {
  expect(draftProblems(emptyDraft())).toEqual({})
  expect(toOptions(emptyDraft())).toEqual({ url: 'ws://127.0.0.1:8080', auth: { kind: 'none' } })
})

test('each field says what is wrong with it', () => {
  const d = {
    ...emptyDraft(),
    url: 'nats://x',
    kind: 'nkey' as const,
    seed: `U${'A'.repeat(55)}`,
    inboxPrefix: 'a.*',
    domain: 'a.b',
  }
  const found = draftProblems(d)
  expect(Object.keys(found)).toEqual(['url', 'seed', 'inboxPrefix', 'domain'])
  expect(found.seed).toMatch(/public key/)
  expect(draftProblems({ ...emptyDraft(), kind: 'creds', creds: 'x' }).creds).toMatch(/not a \.creds file/)
  expect(draftProblems({ ...emptyDraft(), kind: 'password' }).user).toMatch(/required/)
})
