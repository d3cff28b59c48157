import { lengthProblem, lengthsProblem, parseLength } from '~/lib/length.ts'
import { pairsProblem, splitList } from '~/lib/pairs.ts'
import { plainDigits } from '~/lib/sequence.ts'
import { filtersProblem, overlaps, splitFilters } from '~/lib/subjects.ts'
import type { Draft } from './edit-draft.ts'
import type { Field } from './edit-fields.ts'

/** What is wrong with the form, a sentence by field; empty when it can be sent. `edited`: only these are judged. */
export function editProblems(fields: Field[], draft: Draft, edited: string[]): Record<string, string> {
  const found = fields
    .filter((f) => edited.includes(f.key))
    .map((f) => [f.key, problemOf(f, (draft[f.key] ?? '').trim(), draft)] as const)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(found)
}

/** The filters that nothing can match that the stream listens on: the server takes them. Without subjects it cannot be told. */
export function filtersOutside(draft: Draft, subjects: string[]): string[] {
  if (subjects.length === 0) return []
  return splitFilters(draft.filters ?? '').filter((f) => !subjects.some((s) => overlaps(f, s)))
}

function problemOf(f: Field, text: string, draft: Draft): string | undefined {
  if (text === '') return f.required ? `${f.label} is required` : emptyProblem(f, draft)
  return formProblem(f, text) ?? ruleProblem(f, text, draft)
}

/** Whether the text is of the field's form at all. */
function formProblem({ kind, key, label }: Field, text: string): string | undefined {
  switch (kind) {
    case 'count':
      return countProblem(label, plainDigits(text))
    case 'length':
      return lengthProblem(text)
    case 'lengths':
      return lengthsProblem(text)
    case 'subjects':
      return filtersProblem(splitFilters(text))
    case 'words':
      return splitList(text).every((w) => /^[A-Za-z0-9/_=-]{1,16}$/.test(w))
        ? undefined
        : 'A group is 1 to 16 letters, digits or / _ = -'
    case 'pairs':
      return pairsProblem(text)
    default:
      return key === 'sample_freq' && !isShare(text) ? 'A share reads like 30% or 100' : undefined
  }
}

function countProblem(label: string, digits: string): string | undefined {
  if (!/^\d+$/.test(digits) || Number(digits) === 0) return `${label} is a whole number above 0, or empty`
  return Number(digits) > 2 ** 31 - 1 ? `${label} is at most 2,147,483,647` : undefined
}

/** What the server would refuse although each field alone is well-formed. */
function ruleProblem({ key }: Field, text: string, draft: Draft): string | undefined {
  switch (key) {
    case 'ack_wait':
      return firstBackoff(draft) !== undefined && firstBackoff(draft) !== parseLength(text)
        ? 'With a backoff, its first length is the ack wait: change it there'
        : zeroProblem('Ack wait', text)
    case 'backoff':
    case 'max_deliver':
      return deliveriesProblem(draft)
    case 'num_replicas':
      return Number(text) > 5 ? 'At most 5 replicas' : undefined
    case 'priority_policy':
      return text !== 'none' && !draft.priority_groups?.trim() ? 'A priority policy needs a group: name one below' : undefined
    default:
      return undefined
  }
}

function emptyProblem({ key }: Field, draft: Draft): string | undefined {
  return key === 'priority_groups' && (draft.priority_policy ?? 'none') !== 'none'
    ? 'The priority policy needs a group'
    : undefined
}

function deliveriesProblem(draft: Draft): string | undefined {
  const [waits, most] = [splitList(draft.backoff ?? '').length, Number(plainDigits(draft.max_deliver ?? ''))]
  return most > 0 && waits > most
    ? `The backoff has ${waits} lengths, but a message is delivered only ${most} times: max deliver must be at least ${waits}`
    : undefined
}

function firstBackoff(draft: Draft): bigint | undefined {
  const [first] = splitList(draft.backoff ?? '')
  return first === undefined ? undefined : parseLength(first)
}

const zeroProblem = (label: string, text: string) =>
  parseLength(text) === 0n ? `${label} has to be longer than nothing` : undefined

function isShare(text: string): boolean {
  const m = /^(\d{1,3})\s*%?$/.exec(text)
  return m !== null && Number(m[1]) <= 100
}
