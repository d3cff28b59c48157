import { bytes, count } from '../format.ts'
import { parseLength, showLength } from '../length.ts'
import { plainDigits } from '../sequence.ts'
import { parseSize } from '../size.ts'
import { editedKeys, isMirror, metaPairs, sourcesOf, type StreamDraft } from './draft.ts'
import { fieldOf, labelOf, streamFields, type FieldKey } from './fields.ts'
import { splitSubjects } from '../subjects-text.ts'
import { upstreamWords } from './upstream.ts'

export type Difference = { key: FieldKey; label: string; before: string; after: string }

/** What was edited, old and new in words, in the order of the form. */
export function differences(d: StreamDraft, base: StreamDraft): Difference[] {
  const edited = editedKeys(d, base)
  return streamFields
    .filter((f) => edited.includes(f.key))
    .map(({ key }) => ({ key, label: labelOf(key), before: wordsOf(key, base), after: wordsOf(key, d) }))
}

/** A field of the form in one way of writing, whatever way it is typed in. */
export function wordsOf(key: FieldKey, d: StreamDraft): string {
  if (key === 'mirror') return isMirror(d) ? upstreamWords(d.mirror) : 'none'
  if (key === 'sources') return lines(sourcesOf(d).map(upstreamWords))
  if (key === 'metadata') return lines(metaPairs(d).map((p) => `${p.name}=${p.value}`))
  const text = d[key].trim()
  switch (fieldOf(key).kind) {
    case 'flag':
      return text === 'true' ? 'on' : 'off'
    case 'lines':
      return lines(splitSubjects(d[key]))
    case 'size':
      return sizeWords(text)
    case 'length':
      return lengthWords(text)
    case 'count':
      return /^\d+$/.test(plainDigits(text)) ? count(BigInt(plainDigits(text))) : text || 'none'
    default:
      return text || 'none'
  }
}

const lines = (parts: string[]) => parts.join('\n') || 'none'

function sizeWords(text: string): string {
  const n = parseSize(text)
  if (n === undefined) return text || 'none'
  return n < 1024 ? `${count(n)} bytes` : `${bytes(n)} (${count(n)} bytes)`
}

function lengthWords(text: string): string {
  const ns = parseLength(text)
  return ns === undefined ? text || 'none' : showLength(ns)
}
