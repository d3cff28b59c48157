import { expect, test } from 'vitest'
import type { MessagePlan } from '~/hooks/use-stream-files.ts'
import type { Stream } from '~/nats/types.ts'
import { importParts, planSentence, planWarnings } from './file-words.ts'

const plan: MessagePlan = {
  messages: 1200,
  bytes: 2048,
  there: 0,
  withIds: 0,
  effects: {},
  subjects: [],
  subjectCount: { n: 1, isMore: false },
  unmapped: 0,
  problems: [],
  problemCount: 0,
}

const stream = (config: Partial<Stream['config']>): Stream =>
  ({ config: { discard: 'old', retention: 'limits', ...config }, state: { messages: 900, bytes: 1024 } }) as Stream

test('a dry run is told in a sentence', () => {
  expect(planSentence(plan)).toBe('The file has 1,200 messages (2 KiB) for 1 subject. 1,200 messages would be published.')
  expect(planSentence({ ...plan, there: 1199, subjectCount: { n: 2, isMore: true } })).toBe(
    'The file has 1,200 messages (2 KiB) for more than 2 subjects; the stream has 1,199 already. 1 message would be published.',
  )
  expect(planSentence({ ...plan, there: 1200 })).toContain('has all of them already. 0 messages would be published.')
})

test('what the limits of the stream would take is told before', () => {
  expect(planWarnings(stream({}), plan)).toEqual([])
  expect(planWarnings(stream({ max_msgs: 1000 }), plan)).toEqual(['The stream keeps 1,000 messages: the oldest 1,100 would go.'])
  expect(planWarnings(stream({ max_msgs: 1000, discard: 'new' }), plan)[0]).toContain('would refuse')
  expect(planWarnings(stream({ max_msgs: 1000 }), { ...plan, there: 1200 })).toEqual([])
  expect(planWarnings(stream({ max_bytes: 3000 }), plan)).toEqual(['The stream keeps 2.93 KiB: its oldest messages would go.'])
  expect(planWarnings(stream({ max_bytes: 3000 }), { ...plan, there: 600 })).toEqual([])
  const few = stream({ max_msgs_per_subject: 3 })
  const three = { ...plan, subjects: [{ subject: 'a', count: 3 }] }
  expect(planWarnings(few, three)).toEqual([
    'The stream keeps 3 messages of each subject: those of the file would push out what it has of their subjects now, though that may be newer.',
  ])
  expect(planWarnings({ ...few, state: { ...few.state, messages: 0 } }, three)).toEqual([])
  expect(planWarnings(stream({ subject_transform: true }), { ...plan, there: 1200 })[0]).toContain('subjects are not compared')
  const many = { ...plan, subjects: [{ subject: 'a', count: 1200 }] }
  expect(planWarnings(few, many)).toEqual([
    'The stream keeps 3 messages of each subject, and the file has up to 1,200 of one: only the last of each would stay.',
  ])
  const refusing = stream({ max_msgs_per_subject: 3, discard: 'new', discard_new_per_subject: true })
  expect(planWarnings(refusing, many)[0]).toContain('it would refuse the later ones')
  expect(planWarnings(stream({ retention: 'workqueue' }), plan)[0]).toContain('cannot be compared with')
})

test('what became of a file is told by its parts, those of nothing left out', () => {
  const none = { stored: 0, there: 0, refused: 0, unsure: 0, twice: 0, late: 0, leftOut: 0 }
  expect(importParts(none).map((p) => p.words)).toEqual(['stored'])
  expect(importParts({ ...none, there: 3, refused: 1 }).map((p) => [p.n, p.tone])).toEqual([
    [0, 'ok'],
    [3, 'dim'],
    [1, 'danger'],
  ])
})
