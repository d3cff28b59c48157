import { expect, test } from 'vitest'
import type { Stream } from '~/nats/types.ts'
import { deleteMessageBlock, deleteStreamWords, purgeBlock } from './removal-words.ts'

const config: Stream['config'] = {
  name: 'S',
  subjects: ['s.>'],
  retention: 'limits',
  discard: 'old',
  discard_new_per_subject: false,
  storage: 'file',
  num_replicas: 1,
  compression: 'none',
  sealed: false,
  deny_delete: false,
  deny_purge: false,
  allow_direct: true,
  no_ack: false,
}
const state = { messages: 1, bytes: 10, first_seq: 1n, last_seq: 1n, first_ts: '', last_ts: '', num_subjects: 1, num_deleted: 0 }
const stream = (change: Partial<Stream> = {}): Stream => ({
  name: 'S',
  created: '',
  config,
  state: { ...state, consumer_count: 0 },
  sources: [],
  ...change,
})

const list = (streams: Stream[]) => ({ streams, missing: [] as string[], offline: [] })

test('what goes with a stream is named, and what is not known is said', () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
  const upstream = { name: 'S', lag: 0 }
  expect(deleteStreamWords(stream(), [], list([stream()]))).toEqual([
    '1 message (10 B) goes at once, for good.',
    'It has no consumers.',
    'No other stream of this account copies it.',
    'Nobody stores what is published on s.> from then on.',
  ])
  const copies = [stream({ name: 'M', mirror: upstream }), stream({ name: 'A', sources: [upstream] })]
  const words = deleteStreamWords(stream({ state: { ...state, consumer_count: 12 } }), names, list(copies))
  expect(words).toContain(
    '12 consumers go with it: c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more. Whoever reads through them gets nothing more.',
  )
  expect(words).toContain('Mirrors of it keep what they have and get nothing more: M.')
  expect(words).toContain('Streams that source it keep what they have and get nothing more: A.')
  const far = stream({ name: 'FAR', mirror: { ...upstream, external: '$JS.hub.API' } })
  expect(deleteStreamWords(stream(), [], list([far])).slice(2, 4)).toEqual([
    'No other stream of this account copies it.',
    'FAR copies a stream of this name by the API of a domain or of another account, which may not lead here.',
  ])
  const unknown = deleteStreamWords(stream({ state: { ...state, consumer_count: 2 } }), undefined, undefined)
  expect(unknown).toContain('Its consumers (2) go with it; their names could not be read.')
  expect(unknown).toContain('Whether other streams copy it is not known: the list of streams could not be read.')
})

test('what a stream does not allow is said', () => {
  expect([purgeBlock(stream()), deleteMessageBlock(stream())]).toEqual([undefined, undefined])
  expect(purgeBlock({ config: { ...config, deny_purge: true } })).toMatch(/deny_purge/)
  expect(deleteMessageBlock({ config: { ...config, deny_delete: true } })).toMatch(/deny_delete/)
  for (const block of [purgeBlock, deleteMessageBlock]) expect(block({ config: { ...config, sealed: true } })).toMatch(/sealed/)
})
