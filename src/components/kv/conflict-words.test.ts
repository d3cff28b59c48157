import { expect, test } from 'vitest'
import type { KvEntry } from '~/nats/kv-types.ts'
import { conflictWords } from './conflict-words.ts'

const entry = (more: Partial<KvEntry>): KvEntry => ({
  bucket: 'b',
  key: 'k',
  revision: 7n,
  operation: 'PUT',
  created: '2026-01-01T00:00:00Z',
  headers: [],
  data: new Uint8Array(),
  ...more,
})

test('a key that expired was changed by nobody', () => {
  for (const latest of [null, entry({ operation: 'PURGE', marker: 'MaxAge' })]) {
    const { notice, reason, ...words } = conflictWords('4', latest, latest === null)
    expect(notice).toMatch(/^The key has expired meanwhile/)
    expect(reason).toBe('The key has expired: decide below first')
    expect(Object.values(words).join(' ')).not.toMatch(/they|their/i)
  }
  expect(conflictWords('4', null, false).notice).toBe('The key has gone meanwhile.')
})

test('a change by somebody else is theirs', () => {
  expect(conflictWords('4', entry({}), false)).toMatchObject({
    notice: 'Somebody else changed this key: it is at revision 7 now.',
    base: 'Base: revision 4',
    theirs: 'Theirs: revision 7, put',
  })
})

test('in a bucket that was made anew the base is a value of the former one', () => {
  expect(conflictWords(undefined, entry({ revision: 1n }), false)).toMatchObject({
    notice: 'This was typed before the bucket was made anew. In the new bucket the key is at revision 1.',
    base: 'Base: from the former bucket',
    theirs: 'New bucket: revision 1, put',
  })
})
