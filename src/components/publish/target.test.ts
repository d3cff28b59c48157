import { expect, test } from 'vitest'
import { emptyDraft } from '~/lib/publish/draft.ts'
import { targetFilter, targetSubject } from './target.ts'

test('the subjects of a template are a filter: what differs is a wildcard, a time is two tokens', () => {
  const draft = { ...emptyDraft('a.n{{counter}}.{{ time }}.{{uuid}}.z'), repeat: true }
  expect(targetFilter(draft)).toBe('a.*.*.*.*.z')
  expect(targetSubject(draft).split('.').length).toBe(6)
  expect(targetFilter({ ...draft, subject: ' a.b ' })).toBe('a.b')
  // Once, braces are letters like others.
  expect(targetFilter({ ...draft, repeat: false })).toBe(draft.subject)
})
