import { expect, test } from 'vitest'
import { contentOf } from '~/lib/kv/content.ts'
import { adoptDraft, draftName, draftOf, keepDraft, unsavedOf, type KvDraft } from './kv-drafts.ts'

const typed = (text: string, base?: string): KvDraft => ({
  ...(base === undefined ? {} : { base }),
  baseData: new Uint8Array(),
  content: contentOf(new TextEncoder().encode(text)),
  ttl: '',
})
const textOf = (name: string) => {
  const content = draftOf(name)?.content
  return content?.as === 'text' ? content.text : undefined
}

test('what was typed for a bucket that is gone and for the one of its name: either can be had, and neither is lost', () => {
  const [old, now] = [
    { name: 'B', created: '2026-01-01T00:00:00Z' },
    { name: 'B', created: '2026-02-02T00:00:00Z' },
  ]
  const [orphan, own] = [draftName('c', old, 'k'), draftName('c', now, 'k')]
  keepDraft(orphan, typed('before', '7'))
  keepDraft(own, typed('after', '3'))
  const shown = () => unsavedOf([orphan, own], 'c', now).map((u) => [u.isOrphan, u.isAside])
  expect(shown()).toEqual([
    [true, false],
    [false, false],
  ])
  adoptDraft(orphan, own)
  // Revision 7 was one of the bucket that is gone.
  expect([textOf(own), draftOf(own)?.base, textOf(orphan)]).toEqual(['before', undefined, 'after'])
  expect(shown()[0]).toEqual([false, true])
  adoptDraft(orphan, own)
  expect([textOf(own), draftOf(own)?.base, textOf(orphan)]).toEqual(['after', '3', 'before'])
  // One in which nothing was typed need not be kept.
  keepDraft(own, typed('', '3'))
  adoptDraft(orphan, own)
  expect([textOf(own), draftOf(orphan)]).toEqual(['before', undefined])
})
