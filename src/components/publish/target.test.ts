import { expect, test } from 'vitest'
import { emptyDraft } from '~/lib/publish/draft.ts'
import { rollupOf, targetFilter, targetSubject } from './target.ts'

test('the subjects of a template are a filter: what differs is a wildcard, a time is two tokens', () => {
  const draft = { ...emptyDraft('a.n{{counter}}.{{ time }}.{{uuid}}.z'), repeat: true }
  expect(targetFilter(draft)).toBe('a.*.*.*.*.z')
  expect(targetSubject(draft).split('.').length).toBe(6)
  expect(targetFilter({ ...draft, subject: ' a.b ' })).toBe('a.b')
  // Once, braces are letters like others.
  expect(targetFilter({ ...draft, repeat: false })).toBe(draft.subject)
})

test('a schedule that rolls up purges its target, as a filter where that is a template', () => {
  const draft = emptyDraft('schedules.one')
  const headers: [string, string][] = [
    ['Nats-Schedule', '@every 1m'],
    ['nats-schedule-target', 'a.{{counter}}'],
    ['Nats-Schedule-Rollup', 'sub'],
  ]
  expect(rollupOf({ ...draft, headers })).toEqual({ filter: 'a.{{counter}}', isLater: true })
  expect(rollupOf({ ...draft, headers, repeat: true })).toEqual({ filter: 'a.*', isLater: true })
  expect(rollupOf({ ...draft, headers: headers.slice(0, 2) })).toBeUndefined()
  expect(rollupOf({ ...draft, headers: headers.slice(1) })).toBeUndefined()
  // Which of two is meant is not known here: the whole stream may be.
  expect(rollupOf({ ...draft, headers: [...headers, ['Nats-Schedule-Target', 'b']] })).toEqual({
    filter: undefined,
    isLater: true,
  })
})

test('a rollup is known in every way of writing that the server takes, and of several the worst is meant', () => {
  const of = (...headers: [string, string][]) => rollupOf({ ...emptyDraft('a.b'), headers })
  const [subject, stream] = [
    { filter: 'a.b', isLater: false },
    { filter: undefined, isLater: false },
  ]
  expect(of()).toBeUndefined()
  for (const value of ['sub', 'SUB', 'Sub', ' sub ']) expect(of(['Nats-Rollup', value])).toEqual(subject)
  for (const value of ['all', 'ALL', 'All', ' all', '{{counter}}', 'x']) expect(of(['Nats-Rollup', value])).toEqual(stream)
  expect(of(['nats-rollup', 'sub'], ['Nats-Rollup', 'all'])).toEqual(stream)
  expect(of(['Nats-Rollup', 'all'], ['Nats-Rollup', 'sub'])).toEqual(stream)
})
