import { parseJson, type Json } from '../json.ts'
import { fromBase64, toBase64 } from '../payload/encode.ts'
import { asText } from '../payload/text.ts'
import { filterProblem } from '../subjects.ts'
import { isHeaderBlock, isHeaderName, isHeaderValue, readHeaders, writeHeaders, type HeaderBlock } from './header-block.ts'

/** A message as a file holds it. */
export type FileMessage = {
  /** Where it was read from; absent in files of others. */
  stream?: string
  seq?: bigint
  /** RFC 3339 with nanoseconds. */
  time?: string
  subject: string
  headers: HeaderBlock
  data: Uint8Array
}

/**
 * One line of an NDJSON file, without its end. The payload is `data` where it is UTF-8, else `data_base64`; headers are a list of
 * names and values in their order, or `headers_base64`, the whole block, where such a list would not give the same bytes. So no byte
 * is changed, whatever the message holds.
 */
export function messageLine({ stream, seq, time, subject, headers, data }: FileMessage): string {
  const list = readHeaders(headers)
  const text = asText(data)
  const q = JSON.stringify
  const fields = [
    ...(stream === undefined ? [] : [`"stream":${q(stream)}`]),
    ...(seq === undefined ? [] : [`"seq":${seq}`]),
    ...(time === undefined ? [] : [`"time":${q(time)}`]),
    `"subject":${q(subject)}`,
    ...(list === undefined ? [`"headers_base64":"${toBase64(headers)}"`] : list.length > 0 ? [`"headers":${q(list)}`] : []),
    text === undefined ? `"data_base64":"${toBase64(data)}"` : `"data":${q(text)}`,
  ]
  return `{${fields.join(',')}}`
}

/** The message of a line, or in words what is wrong with it. */
export function parseLine(line: string): FileMessage | string {
  let value: Json
  try {
    value = parseJson(line)
  } catch (e) {
    return `Not JSON: ${(e as Error).message}`
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'Not an object'
  const { subject, time, stream } = value
  if (typeof subject !== 'string') return 'No subject'
  const wrong = subjectProblem(subject)
  if (wrong) return wrong
  if (time !== undefined && (typeof time !== 'string' || Number.isNaN(Date.parse(time)))) return 'The time is not one (RFC 3339)'
  if (stream !== undefined && typeof stream !== 'string') return 'The stream is not text'
  const seq = seqOf(value.seq)
  if (seq === null) return 'The sequence is not a whole number'
  const headers = headersOf(value)
  if (typeof headers === 'string') return headers
  const data = dataOf(value)
  if (typeof data === 'string') return data
  return {
    subject,
    headers,
    data,
    ...(stream === undefined ? {} : { stream }),
    ...(seq === undefined ? {} : { seq }),
    ...(time === undefined ? {} : { time }),
  }
}

/** Why nothing can be published on this, or undefined. */
export function subjectProblem(subject: string): string | undefined {
  const problem = filterProblem(subject)
  if (problem) return problem.replace('filter', 'subject')
  return subject.split('.').some((t) => t === '*' || t === '>') ? 'The subject has a wildcard' : undefined
}

function seqOf(value: Json | undefined): bigint | null | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'bigint') return value >= 0n ? value : null
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value)
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : null
}

function headersOf({ headers, headers_base64: encoded }: { [key: string]: Json }): HeaderBlock | string {
  if (headers !== undefined && encoded !== undefined) return 'Both headers and headers_base64'
  if (encoded !== undefined) {
    const bytes = typeof encoded === 'string' ? fromBase64(encoded) : undefined
    if (!bytes) return 'headers_base64 is not base64'
    return bytes.length === 0 || isHeaderBlock(bytes) ? bytes : 'headers_base64 is not a block of NATS headers'
  }
  if (headers === undefined) return new Uint8Array()
  const isPair = (h: Json): h is [string, string] => Array.isArray(h) && h.length === 2 && h.every((t) => typeof t === 'string')
  if (!Array.isArray(headers) || !headers.every(isPair)) return 'headers is not a list of names and values'
  const bad = headers.find(([name, value]) => !isHeaderName(name) || !isHeaderValue(value))
  return bad
    ? `The header ${JSON.stringify(bad[0])} cannot be written: its name or its value is not legal`
    : writeHeaders(headers)
}

function dataOf({ data, data_base64: encoded }: { [key: string]: Json }): Uint8Array | string {
  if (data !== undefined && encoded !== undefined) return 'Both data and data_base64'
  if (typeof data === 'string') {
    return /\p{Surrogate}/u.test(data) ? 'The payload has half a character that no text can hold' : new TextEncoder().encode(data)
  }
  if (data !== undefined) return 'The payload is not text: write JSON as text, bytes as data_base64'
  if (encoded === undefined) return 'Neither data nor data_base64'
  return (typeof encoded === 'string' ? fromBase64(encoded) : undefined) ?? 'data_base64 is not base64'
}
