import { nuid } from 'nats.ws'
import { stringifyJson, parseJson } from '~/lib/json.ts'
import { decodeName, encodeLatinName, encodeName, objectNameProblem } from '~/lib/obj/names.ts'
import { AppError } from './errors.ts'
import { list, number, object, text } from './fields.ts'
import type { ObjBucket, ObjectInfo, ObjectLink, ObjectMeta } from './obj-types.ts'
import type { JsonObject, StoredMessage } from './types.ts'

const decoder = new TextDecoder()

type Address = Pick<ObjBucket, 'name' | 'prefix'>

/** Throws AppError invalid for a name that no object can have. */
export function metaSubject(bucket: Address, name: string): string {
  const problem = objectNameProblem(name)
  if (problem) throw new AppError('invalid', problem)
  return `${bucket.prefix}M.${encodeName(name)}`
}

/** Where else a client may have put the meta of an object of this name: in other bytes, or without padding. */
export function otherMetaSubjects(bucket: Address, name: string): string[] {
  const tokens = [encodeLatinName(name), encodeName(name).replace(/=+$/, '')]
  return tokens.flatMap((token) => (token === undefined || token === encodeName(name) ? [] : [`${bucket.prefix}M.${token}`]))
}

export function allMetas(bucket: Address): string {
  return `${bucket.prefix}M.>`
}

export function chunkSubject(bucket: Address, nuid: string): string {
  return `${bucket.prefix}C.${nuid}`
}

/** A name for the chunks of an object that nothing else has. */
export function newNuid(): string {
  return nuid.next()
}

/** The object of a stored meta; undefined when the message is none. Its name is that of the subject: there it is found. */
export function toObjectInfo(bucket: Address, m: StoredMessage): ObjectInfo | undefined {
  const token = m.subject.slice(bucket.prefix.length + 2)
  const raw = parseMeta(m.data)
  const name = decodeName(token) ?? text(raw?.name)
  if (!raw || name === '') return undefined
  const options = object(raw.options)
  const link = toLink(object(options?.link))
  const max_chunk_size = number(options?.max_chunk_size)
  return {
    bucket: bucket.name,
    name,
    subject: m.subject,
    nuid: text(raw.nuid),
    // No object has fewer than none, whatever a damaged meta says.
    size: Math.max(0, number(raw.size)),
    chunks: Math.max(0, number(raw.chunks)),
    mtime: m.time,
    digest: text(raw.digest),
    deleted: raw.deleted === true,
    description: text(raw.description),
    headers: toHeaders(object(raw.headers)),
    metadata: toTexts(object(raw.metadata)),
    ...(link ? { link } : {}),
    ...(max_chunk_size > 0 ? { max_chunk_size } : {}),
    revision: m.seq,
    raw,
  }
}

/** The chunks that a meta refers to, also one that is otherwise no object's; undefined when it is deleted or cannot be read. */
export function chunksOfMeta(data: Uint8Array): string | undefined {
  const raw = parseMeta(data)
  return raw && raw.deleted !== true && typeof raw.nuid === 'string' ? raw.nuid : undefined
}

function parseMeta(data: Uint8Array): JsonObject | undefined {
  try {
    return object(parseJson(decoder.decode(data)))
  } catch {
    return undefined
  }
}

function toLink(link: JsonObject | undefined): ObjectLink | undefined {
  const bucket = text(link?.bucket)
  if (bucket === '') return undefined
  const name = text(link?.name)
  return { bucket, ...(name ? { name } : {}) }
}

function toHeaders(h: JsonObject | undefined): ObjectInfo['headers'] {
  return Object.fromEntries(Object.entries(h ?? {}).map(([name, values]) => [name, list(values).map((v) => text(v))]))
}

function toTexts(m: JsonObject | undefined): ObjectInfo['metadata'] {
  return Object.fromEntries(Object.entries(m ?? {}).map(([name, value]) => [name, text(value)]))
}

/** The fields of a meta that an operator sets; what is absent or empty is taken out. */
export function metaFields(m: ObjectMeta): JsonObject {
  const has = (o: object | undefined) => o !== undefined && Object.keys(o).length > 0
  return {
    description: m.description ?? '',
    ...(has(m.headers) ? { headers: { ...m.headers } } : {}),
    ...(has(m.metadata) ? { metadata: { ...m.metadata } } : {}),
  }
}

export function metaText(meta: JsonObject): Uint8Array {
  return new TextEncoder().encode(stringifyJson(meta))
}
