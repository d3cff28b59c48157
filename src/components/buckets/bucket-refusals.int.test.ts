import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../../scripts/testing/harness.ts'
import { configOf } from '../../../scripts/nats/config.ts'
import { refusalFrom } from '~/hooks/bucket-actions.ts'
import { createBucket } from '~/nats/kv-buckets.ts'
import { newBucket, toOptions, type BucketDraft } from './bucket-draft.ts'
import { fieldKeys } from './bucket-fields.ts'
import { bucketProblems } from './bucket-problems.ts'
import { bucketFields } from './bucket-fields.ts'
import { refusalOf } from './bucket-refusals.ts'

cleanUpAtEnd()

const accounts = `accounts: {
  A: { jetstream: { max_mem: 1000000, max_store: 2000000, disk_max_stream_bytes: 1500000, max_streams: 2 }, users: [{ user: a, password: a }] }
  B: { jetstream: enabled, users: [{ user: b, password: b }] } }`

test('what a form without problems is refused with is told at the field that it is about', async () => {
  const s = await server({ config: configOf({ extra: accounts }) })
  const as = (user: string) => ours(s, { auth: { kind: 'password', user, pass: user } })
  const [a, b] = [await as('a'), await as('b')]
  const { jsm } = await official(s, { user: 'b', pass: 'b' })
  const refused = async (conn: typeof a, typed: Partial<BucketDraft>) => {
    const draft = { ...newBucket, name: 'NEW', ...typed }
    expect(bucketProblems(draft, fieldKeys)).toEqual({})
    return createBucket(conn, toOptions(draft)).then(
      () => 'made',
      (e: unknown) => refusalOf(refusalFrom(e), draft, bucketFields)?.key,
    )
  }
  expect(await refused(b, { name: 'BASE', max_value_size: '100' })).toBe('made')
  expect(await refused(b, { name: 'BASE', history: '9' })).toBe('name')
  await jsm.streams.add({ name: 'TAKER', subjects: ['$KV.TAKEN.>'] })
  expect(await refused(b, { name: 'TAKEN' })).toBe('name')
  expect(await refused(b, { num_replicas: '3' })).toBe('num_replicas')
  expect(await refused(b, { copies: 'mirror', mirror: 'BASE', max_value_size: '50' })).toBe('max_value_size')
  expect(await refused(b, { copies: 'sources', sources: 'BASE', max_value_size: '50' })).toBe('max_value_size')
  expect(await refused(b, { republish_dest: '>' })).toBe('republish_dest')
  expect(await refused(b, { republish_dest: 'one' })).toBe('republish_dest')
  expect(await refused(a, { max_bytes: '1600000' })).toBe('max_bytes')
  expect(await refused(a, { max_bytes: '2MB', storage: 'memory' })).toBe('max_bytes')
  expect(await refused(a, { name: 'ONE', max_bytes: '1400000' })).toBe('made')
  expect(await refused(a, { max_bytes: '1400000' })).toBe('max_bytes')
  expect(await refused(a, { name: 'TWO', max_bytes: '1000' })).toBe('made')
  // About no field: the form says it as a whole.
  expect(await refused(a, { name: 'THREE', max_bytes: '1000' })).toBeUndefined()
})
