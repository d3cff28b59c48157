import { editedKeys, isMirror, toDraft, type StreamDraft } from './draft.ts'
import { fieldKeys, fieldOf, type FieldKey } from './fields.ts'
import type { Config } from './read.ts'

export type Sentences = Partial<Record<FieldKey, string>>

/** Why a field of a stream that exists cannot be changed at all, by field. */
export function editBlocks(base: Config, apiLevel: number): Sentences {
  const d = toDraft(base)
  const blocks: Sentences = {}
  for (const key of fieldKeys) {
    const { change } = fieldOf(key)
    if (change === 'no') blocks[key] = 'It was decided when the stream was made, and cannot be changed'
    if (change === 'on' && d[key as keyof StreamDraft] === 'true') blocks[key] = 'It is on, and cannot be turned off again'
    if (change === 'consumers' && apiLevel < 1) blocks[key] = 'Servers before 2.11 do not let it be changed'
  }
  if (d.retention === 'workqueue') blocks.retention = 'A workqueue stays one'
  if (isMirror(d)) {
    blocks.mirror = 'What a mirror copies cannot be changed'
    if (apiLevel < 2) blocks.copies = 'On this server a mirror stays one; it can stop from 2.12 on'
  }
  // Every change of one is refused with 10109.
  if (base.sealed === true) for (const key of fieldKeys) blocks[key] = 'The stream is sealed: nothing about it can be changed'
  return blocks
}

/** What the server would refuse of an edit, a sentence by field. */
export function refusedEdits(d: StreamDraft, base: Config, apiLevel: number): Sentences {
  const before = toDraft(base)
  const edited = editedKeys(d, before)
  const blocks = editBlocks(base, apiLevel)
  const found: Sentences = Object.fromEntries(edited.filter((key) => blocks[key]).map((key) => [key, blocks[key]]))
  if (edited.includes('retention') && d.retention === 'workqueue')
    found.retention = `A stream with ${before.retention} retention cannot become a workqueue: make a new one`
  if (edited.includes('copies') && isMirror(d)) found.copies = 'A stream that exists cannot become a mirror: make a new one'
  return found
}
