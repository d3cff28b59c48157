import { expect, test } from 'vitest'
import { toConsumer } from '~/nats/consumers.ts'
import type { JsonObject } from '~/nats/types.ts'
import * as words from './words.ts'
import { placeBlock, sequenceBlock } from './rewind-rules.ts'

const of = (config: JsonObject, info: JsonObject = {}) => toConsumer({ stream_name: 'S', name: 'c', config, ...info })
const at = (time: string) => `<${time}>`

test('a durable pull consumer in words', () => {
  const { config } = of({
    durable_name: 'c',
    deliver_policy: 'by_start_sequence',
    opt_start_seq: 1000,
    ack_policy: 'explicit',
    ack_wait: 30e9,
    max_deliver: 3,
    backoff: [1e9, 60e9],
    filter_subjects: ['a', 'b.>'],
    max_ack_pending: 1,
    max_waiting: 512,
    max_expires: 30e9,
  })
  expect(words.kindOf(config)).toBe('pull, durable')
  expect(words.startWords(config, at)).toBe('Started at sequence 1,000')
  expect(words.resumeWords(config)).toMatch(/^After a reconnect it goes on after the last acknowledged message/)
  expect(words.ackWords(config)).toBe('Each message has to be acknowledged within 30s')
  expect(words.redeliveryWords(config)).toBe(
    'Delivered again after 1s, then 1m (the last repeats), 3 deliveries in all; then it is given up and stays in the stream',
  )
  expect(words.filterWords(config)).toBe('Only a, b.>')
  expect(words.limitWords(config)).toEqual([
    'At most 1 message may wait for an ack; then delivery stops',
    'At most 512 pull requests may wait',
    'A pull request may wait 30s at most',
  ])
  expect(words.lifeWords(config)).toBe('Stays until it is deleted')
})

test('an ephemeral push consumer in words', () => {
  const { config } = of({
    deliver_subject: 'd',
    deliver_group: 'g',
    ack_policy: 'none',
    inactive_threshold: 5e9,
    headers_only: true,
  })
  expect(words.kindOf(config)).toBe('push, ephemeral')
  expect(words.kindWords(config)).toMatch(/sends to d; each message goes to one subscriber of the queue group g/)
  expect(words.resumeWords(config)).toMatch(/goes on with what was not sent yet.*if the client is back within 5s/)
  expect(words.filterWords(config)).toBe('Every message of the stream; the headers alone, without payload')
  expect(words.redeliveryWords(config)).toBe('Nothing is delivered again')
  expect(words.limitWords(config)).toEqual([])
  expect(words.lifeWords(config)).toBe('It is removed when nobody has used it for 5s')
})

test('what a deletion takes, by retention', () => {
  const c = of({ ack_policy: 'explicit', durable_name: 'c' }, { num_pending: 7, num_ack_pending: 1, num_waiting: 2 })
  expect(words.deleteWords(c, 'limits').join(' ')).toMatch(
    /7 unprocessed messages and 1 message that waits for an ack.*2 pull requests/,
  )
  expect(words.deleteWords(c, 'workqueue').join(' ')).toMatch(/pile up/)
  expect(words.deleteWords(c, 'interest').join(' ')).toMatch(/removed from it at once/)
})

test('where a rewind may go', () => {
  for (const deliver_policy of ['last', 'last_per_subject', 'new'] as const)
    expect(placeBlock({ deliver_policy })).toMatch(/to its ack floor only/)
  expect(placeBlock({ deliver_policy: 'all' })).toBeUndefined()
  expect(sequenceBlock({ opt_start_seq: 5n }, 4n)).toMatch(/start at sequence 5/)
  expect(sequenceBlock({ opt_start_seq: 5n }, 5n)).toBeUndefined()
  expect(sequenceBlock({}, 4n, 10n)).toMatch(/start at a time.*sequence 10/)
  expect(sequenceBlock({}, 0n)).toMatch(/begin at 1/)
})
