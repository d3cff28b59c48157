import { expect, test } from 'vitest'
import { emptyDraft } from '~/lib/publish/draft.ts'
import { laterRollup, targetFilter, targetSubject } from './target.ts'

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
  expect(laterRollup({ ...draft, headers })).toBe('a.{{counter}}')
  expect(laterRollup({ ...draft, headers, repeat: true })).toBe('a.*')
  expect(laterRollup({ ...draft, headers: headers.slice(0, 2) })).toBeUndefined()
  expect(laterRollup({ ...draft, headers: headers.slice(1) })).toBeUndefined()
})
