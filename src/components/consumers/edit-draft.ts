import { joinSubjects } from '~/lib/subjects-text.ts'
import { jsonNanos, parseLength, showLength } from '~/lib/length.ts'
import { plainDigits } from '~/lib/sequence.ts'
import { parsePairs, showPairs, splitList } from '~/lib/pairs.ts'
import { splitFilters } from '~/lib/subjects.ts'
import type { Json } from '~/lib/json.ts'
import type { ConfigChange } from '~/lib/consumer-config.ts'
import type { JsonObject } from '~/nats/types.ts'
import { fields, type Field } from './edit-fields.ts'

/** The form as it is typed: a text for each field, a flag being "true" or "". */
export type Draft = Record<string, string>

/** A configuration of the server as the form shows it. */
export function toDraft(config: JsonObject): Draft {
  return Object.fromEntries(fields.map((f) => [f.key, show(f, config)]))
}

function show({ key, kind }: Field, config: JsonObject): string {
  const value = config[key]
  switch (kind) {
    case 'subjects':
      return joinSubjects(filtersOf(config))
    case 'count':
      return typeof value === 'number' && value > 0 ? String(value) : ''
    case 'length':
      return isNumber(value) && value > 0 ? showLength(BigInt(value)) : ''
    case 'lengths':
      return listOf(value)
        .filter(isNumber)
        .map((ns) => showLength(BigInt(ns)))
        .join(', ')
    case 'words':
      return listOf(value).filter(isText).join(', ')
    case 'flag':
      return value === true ? 'true' : ''
    case 'choice':
      return isText(value) && value !== '' ? value : 'none'
    case 'pairs':
      return showPairs(ownPairs(value))
    default:
      return isText(value) ? value : ''
  }
}

/** The fields that were changed from how this configuration shows, by key. */
export function editedKeys(draft: Draft, base: JsonObject): string[] {
  const before = toDraft(base)
  return fields.map((f) => f.key).filter((key) => (draft[key] ?? '').trim() !== before[key])
}

/**
 * What is to be changed in the configuration: only what was edited, so that a field that the form cannot show exactly stays as it
 * is. The draft must be without problems (edit-problems.ts).
 */
export function toChange(draft: Draft, base: JsonObject): ConfigChange {
  const edited = new Set(editedKeys(draft, base))
  return Object.assign({}, ...fields.filter((f) => edited.has(f.key)).map((f) => changeOf(f, draft[f.key] ?? '', base)))
}

function changeOf(f: Field, typed: string, base: JsonObject): ConfigChange {
  const text = typed.trim()
  if (f.kind === 'subjects') {
    const filters = splitFilters(text)
    // One filter goes into filter_subject, which permissions can limit; the server wants not both.
    return filters.length > 1
      ? { filter_subject: undefined, filter_subjects: filters }
      : { filter_subject: filters[0], filter_subjects: undefined }
  }
  return { [f.key]: text === '' && f.kind !== 'pairs' ? f.empty : read(f, text, base) }
}

function read({ key, kind }: Field, text: string, base: JsonObject): Json | undefined {
  switch (kind) {
    case 'count':
      return Number(plainDigits(text))
    case 'length':
      return nanos(text)
    case 'lengths':
      return splitList(text).map(nanos)
    case 'words':
      return splitList(text)
    case 'flag':
      return text === 'true'
    case 'pairs':
      return pairs(text, base[key])
    default:
      return text
  }
}

function nanos(text: string): number | bigint {
  return jsonNanos(parseLength(text) ?? 0n)
}

/** Own keys as typed; those of the server (`_nats.*`) stay as they are. */
function pairs(text: string, before: Json | undefined): JsonObject {
  const servers = pairsOf(before).filter(([name]) => name.startsWith('_nats.'))
  return Object.fromEntries([...servers, ...parsePairs(text)])
}

function filtersOf(config: JsonObject): string[] {
  const single = config.filter_subject
  return isText(single) && single !== '' ? [single] : listOf(config.filter_subjects).filter(isText)
}

/** The server takes texts alone as metadata. */
function ownPairs(value: Json | undefined): [string, string][] {
  return pairsOf(value).filter((pair): pair is [string, string] => isText(pair[1]) && !pair[0].startsWith('_nats.'))
}

function pairsOf(value: Json | undefined): [string, Json][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const isText = (value: Json | undefined): value is string => typeof value === 'string'
const isNumber = (value: Json | undefined): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'
