import { bucketNameProblem } from '~/lib/kv/keys.ts'
import { lengthProblem, parseLength } from '~/lib/length.ts'
import { pairsProblem, splitList } from '~/lib/pairs.ts'
import { plainDigits } from '~/lib/sequence.ts'
import { parseSize, sizeProblem } from '~/lib/size.ts'
import { filterProblem } from '~/lib/subjects.ts'
import type { BucketDraft } from './bucket-draft.ts'
import type { FieldKey } from './bucket-fields.ts'

export type BucketProblems = Partial<Record<FieldKey, string>>

const SECOND_NS = 1_000_000_000n
/** The server counts it in 32 bits. */
const MOST_VALUE = 2 ** 31 - 1

/** What is wrong with the form, a sentence by field; empty when it can be sent. `only`: the others are left as they are. */
export function bucketProblems(d: BucketDraft, only: readonly FieldKey[]): BucketProblems {
  const found = only.map((key) => [key, problemOf(key, d[key].trim(), d)] as const).filter(([, problem]) => problem !== undefined)
  return Object.fromEntries(found)
}

function problemOf(key: FieldKey, text: string, d: BucketDraft): string | undefined {
  switch (key) {
    case 'name':
      return bucketNameProblem(text)
    case 'history':
      return historyProblem(text)
    case 'ttl':
      return text === ''
        ? undefined
        : timeProblem(text, 100_000_000n, 'The server takes no TTL below 100ms; leave it empty for none')
    case 'marker_ttl':
      return text === '' || d.copies === 'mirror'
        ? undefined
        : timeProblem(text, SECOND_NS, 'Markers stay for a second or more; leave it empty for none')
    case 'max_bytes':
      return text === '' ? undefined : limitProblem(text)
    case 'max_value_size':
      return text === '' ? undefined : (limitProblem(text) ?? valueSizeProblem(text, d))
    case 'description':
      return new TextEncoder().encode(text).length > 4096 ? 'A description has at most 4096 bytes' : undefined
    case 'tags':
      return splitList(text).some((t) => /\s/.test(t)) ? 'Separate tags by commas' : undefined
    case 'republish_dest':
      return republishProblem(text, d)
    case 'republish_src':
      return text === '' ? undefined : subjectProblem(text)
    case 'mirror':
      return d.copies === 'mirror' ? mirrorProblem(text, d) : undefined
    case 'sources':
      return d.copies === 'sources' && splitList(text).length === 0 ? 'Name a bucket to copy from' : sourcesProblem(text, d)
    case 'metadata':
      return pairsProblem(text)
    default:
      return undefined
  }
}

function historyProblem(text: string): string | undefined {
  const n = Number(plainDigits(text))
  return /^\d+$/.test(plainDigits(text)) && n >= 1 && n <= 64 ? undefined : 'A bucket keeps 1 to 64 revisions of a key'
}

function timeProblem(text: string, least: bigint, tooShort: string): string | undefined {
  return lengthProblem(text) ?? ((parseLength(text) ?? 0n) < least ? tooShort : undefined)
}

function limitProblem(text: string): string | undefined {
  return sizeProblem(text) ?? (parseSize(text) === 0 ? 'Leave it empty for no limit' : undefined)
}

function valueSizeProblem(text: string, d: BucketDraft): string | undefined {
  const [most, all] = [parseSize(text) ?? 0, parseSize(d.max_bytes)]
  if (most > MOST_VALUE) return 'A value has at most 2 GiB'
  return all !== undefined && all > 0 && most > all ? 'A value cannot be larger than the whole bucket' : undefined
}

function republishProblem(text: string, d: BucketDraft): string | undefined {
  if (text !== '') return subjectProblem(text)
  return d.republish_src.trim() !== '' || d.republish_headers === 'true' ? 'Name the subject to republish to' : undefined
}

const subjectProblem = (text: string) => filterProblem(text)?.replace('A filter', 'A subject')

function mirrorProblem(text: string, d: BucketDraft): string | undefined {
  if (text === '') return 'Name the bucket to copy'
  return text === d.name.trim() ? 'A bucket cannot copy itself' : bucketNameProblem(text)
}

function sourcesProblem(text: string, d: BucketDraft): string | undefined {
  const names = splitList(text)
  if (names.includes(d.name.trim())) return 'A bucket cannot copy itself'
  if (new Set(names).size < names.length) return 'A bucket appears twice'
  return names.map(bucketNameProblem).find(Boolean)
}
