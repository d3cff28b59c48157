import { expect, test } from 'vitest'
import { toStream } from '../../nats/streams.ts'
import { attention, discardWords, limitWords, lockWords } from './words.ts'

const stream = (config: object, rest: object = {}) => toStream({ config: { name: 'S', ...config }, state: {}, ...rest })

test('limits in words', () => {
  expect(limitWords(stream({ max_msgs: -1, max_bytes: -1, max_age: 0 }).config)).toEqual([
    'No limits: it grows until the storage is full',
  ])
  expect(limitWords(stream({ max_msgs: 1, max_age: 604800e9, max_bytes: 1024 }).config)).toEqual([
    'At most 1 message',
    'At most 1 KiB (1,024 bytes)',
    'Messages go after 7d',
  ])
  expect(discardWords(stream({ discard: 'new' }).config)).toMatch(/refused/)
  expect(lockWords(stream({ sealed: true, deny_purge: true }).config)).toHaveLength(1)
})

test('what needs attention, the worst first', () => {
  const found = attention([
    stream({ name: 'FULL', discard: 'new', max_msgs: 10 }, { state: { messages: 10 } }),
    stream({ name: 'NEARLY', discard: 'new', max_bytes: 100 }, { state: { bytes: 95 } }),
    stream({ name: 'MIRROR' }, { mirror: { name: 'O', lag: 5000 } }),
    stream({ name: 'LEADERLESS' }, { cluster: { name: 'C', replicas: [{ name: 'n2', current: false, lag: 3 }] } }),
    stream({ name: 'FINE', discard: 'old', max_msgs: 10 }, { state: { messages: 10 } }),
  ])
  expect(found.map((a) => `${a.level} ${a.stream} ${a.text}`)).toEqual([
    'danger FULL is full and refuses new messages',
    'danger LEADERLESS has no leader: it can neither be read nor written',
    'attention LEADERLESS replica n2 is behind by 3 operations',
    'attention MIRROR is 5,000 messages behind O',
    'attention NEARLY is 95 % full and will then refuse new messages',
  ])
})
