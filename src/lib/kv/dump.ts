import { parseJson, stringifyJson, type Json } from '../json.ts'
import { fromBase64, toBase64 } from '../payload/encode.ts'
import { asText } from '../payload/text.ts'
import { addressProblem } from './keys.ts'
import type { KvOperation, Ttl } from './operation.ts'

/** A revision as it is kept in a file. */
export type DumpEntry = {
  key: string
  data: Uint8Array
  operation: KvOperation
  revision: bigint
  /** RFC 3339 with nanoseconds. */
  created: string
  /** The time to live that it was written with: milliseconds, or `never` where no age limit is to take it. */
  ttl_ms?: Ttl
  /** Headers of its writer; those that NATS gives a meaning to are not kept. */
  headers?: [string, string][]
}

/** An entry of a file and where it stood. */
export type ParsedEntry = DumpEntry & { line: number }

export type DumpProblem = { line: number; message: string }

export type Parsed = { entries: ParsedEntry[]; problems: DumpProblem[] }

/** One line of an NDJSON file, without its end. The value is text where it is UTF-8, and base64 elsewhere: no byte is changed. */
export function dumpLine(entry: DumpEntry): string {
  const { key, data, operation, revision, created, ttl_ms, headers } = entry
  const text = asText(data)
  return stringifyJson({
    key,
    ...(text === undefined ? { value_base64: toBase64(data) } : { value: text }),
    operation,
    revision,
    created,
    ...(ttl_ms === undefined ? {} : { ttl_ms }),
    ...(headers && headers.length > 0 ? { headers } : {}),
  })
}

/** The headers that belong to the writer of a value. */
export function ownHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.filter(([name]) => !/^(Nats-|KV-)/i.test(name)).map(([name, value]) => [name, value])
}

/**
 * Reads either form back. What is wrong with an entry is told with its line and the entry left out; a JSON file that is no JSON has
 * one problem and no entries.
 */
export function parseDump(text: string): Parsed {
  const body = text.replace(/^\uFEFF/, '')
  return isLines(body) ? parseLines(body) : parseWhole(body)
}

/** NDJSON begins with a line that is an entry; a file that is one JSON value does not. */
function isLines(text: string): boolean {
  const first = text.split('\n').find((l) => l.trim() !== '') ?? ''
  try {
    const value = objectOf(parseJson(first))
    return value !== undefined && !Array.isArray(value.entries)
  } catch {
    // A first line that is cut short or wrong is still one of lines when the next begins an object of its own.
    return !/^\s*[[{]\s*$/.test(first) && /^\s*\{.*\n\s*\{/.test(text)
  }
}

function parseLines(text: string): Parsed {
  const parsed: Parsed = { entries: [], problems: [] }
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      add(parsed, parseJson(line), i + 1)
    } catch (e) {
      parsed.problems.push({ line: i + 1, message: `Not JSON: ${(e as Error).message}` })
    }
  }
  return parsed
}

function parseWhole(text: string): Parsed {
  const parsed: Parsed = { entries: [], problems: [] }
  try {
    const whole = parseJson(text)
    const entries = Array.isArray(whole) ? whole : objectOf(whole)?.entries
    if (!Array.isArray(entries)) {
      return { entries: [], problems: [{ line: 1, message: 'Neither lines of entries nor an object with "entries"' }] }
    }
    const lines = linesOfItems(text)
    for (const [i, entry] of entries.entries()) add(parsed, entry, lines[i] ?? 1)
  } catch (e) {
    const message = (e as Error).message
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? 0)
    parsed.problems.push({ line: lineAt(text, position), message: `Not JSON: ${message}` })
  }
  return parsed
}

/** The line on which each item of the list of entries begins: the list is the first that holds objects, in legal JSON. */
function linesOfItems(text: string): number[] {
  const lines: number[] = []
  const open: string[] = []
  let [line, entriesDepth] = [1, 0]
  let name = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (c === '\n') line++
    else if (c === '"') {
      const start = i
      while (text[++i] !== '"') if (text[i] === '\\') i++
      name = text.slice(start, i + 1)
    } else if (c === '[' || c === '{') {
      if (entriesDepth > 0 && open.length === entriesDepth) lines.push(line)
      open.push(c)
      if (c === '[' && entriesDepth === 0 && (open.length === 1 || (open.length === 2 && name === '"entries"'))) {
        entriesDepth = open.length
      }
    } else if (c === ']' || c === '}') {
      open.pop()
      if (open.length < entriesDepth) entriesDepth = -1
    }
  }
  return lines
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length
}

function add(parsed: Parsed, value: Json, line: number): void {
  const entry = toEntry(value)
  if (typeof entry === 'string') parsed.problems.push({ line, message: entry })
  else parsed.entries.push({ ...entry, line })
}

/** The entry, or what is wrong with it. */
function toEntry(value: Json): DumpEntry | string {
  const v = objectOf(value)
  if (!v) return 'Not an object'
  if (typeof v.key !== 'string') return 'No key'
  const problem = addressProblem(v.key)
  if (problem) return problem
  const { operation = 'PUT' } = v
  if (operation !== 'PUT' && operation !== 'DEL' && operation !== 'PURGE') return 'The operation is none of PUT, DEL and PURGE'
  const data = bytesOf(v, operation)
  if (typeof data === 'string') return data
  const revision = revisionOf(v.revision)
  if (revision === undefined) return 'The revision is not a whole number'
  const { ttl_ms } = v
  const isTtl = ttl_ms === undefined || ttl_ms === 'never' || (typeof ttl_ms === 'number' && ttl_ms > 0)
  if (!isTtl) return 'ttl_ms is neither a number above 0 nor "never"'
  const headers = v.headers === undefined ? [] : headersOf(v.headers)
  if (!headers) return 'headers is not a list of names and values'
  return {
    key: v.key,
    data,
    operation,
    revision,
    created: typeof v.created === 'string' ? v.created : '',
    ...(ttl_ms === undefined ? {} : { ttl_ms }),
    ...(headers.length > 0 ? { headers } : {}),
  }
}

function bytesOf(v: { [key: string]: Json }, operation: KvOperation): Uint8Array | string {
  if (v.value !== undefined && v.value_base64 !== undefined) return 'Both value and value_base64'
  if (typeof v.value === 'string') {
    return /\p{Surrogate}/u.test(v.value)
      ? 'The value has half a character that no text can hold'
      : new TextEncoder().encode(v.value)
  }
  if (v.value !== undefined) return 'The value is not text: write JSON as text, bytes as value_base64'
  if (typeof v.value_base64 === 'string') return fromBase64(v.value_base64) ?? 'value_base64 is not base64'
  if (v.value_base64 !== undefined) return 'value_base64 is not text'
  return operation === 'PUT' ? 'Neither value nor value_base64' : new Uint8Array()
}

function revisionOf(value: Json | undefined): bigint | undefined {
  if (value === undefined) return 0n
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value)
  if (typeof value === 'bigint' && value >= 0n) return value
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined
}

function headersOf(value: Json): [string, string][] | undefined {
  const isHeader = (h: Json): h is [string, string] => Array.isArray(h) && h.length === 2 && h.every((t) => typeof t === 'string')
  return Array.isArray(value) && value.every(isHeader) ? value : undefined
}

function objectOf(value: Json): { [key: string]: Json } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
