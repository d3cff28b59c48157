import { parseJson, stringifyJson, type Json } from '~/lib/json.ts'
import type { Connection } from './connection.ts'
import { AppError, fromApi, type ApiErrorBody } from './errors.ts'
import type { JsonObject } from './types.ts'

const decoder = new TextDecoder()

/**
 * One call of the JetStream API: `verb` comes after the prefix ("STREAM.INFO.ORDERS"). The reply as exact JSON; throws AppError,
 * also for the error that a reply carries.
 */
export async function api(conn: Connection, verb: string, body?: JsonObject, timeoutMs = 5000): Promise<JsonObject> {
  const reply = await conn.request(`${conn.apiPrefix}.${verb}`, body ? stringifyJson(body) : '', { timeoutMs })
  return decodeReply(reply.data)
}

/** The JSON of a reply. Throws AppError when it carries an error or is not an object. */
export function decodeReply(data: Uint8Array): JsonObject {
  let body: Json
  try {
    body = parseJson(decoder.decode(data))
  } catch (e) {
    throw new AppError('server', 'The server sent a reply that is not JSON', { cause: e })
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('server', 'The server sent a reply of an unknown form')
  }
  if (body.error) throw fromApi(body.error as unknown as ApiErrorBody)
  return body
}

/**
 * Every page of a listing, in order. `size` counts the items of a page; it stops when a page brings none, so a list that shrinks
 * meanwhile cannot turn it for ever.
 */
export async function* pages(
  conn: Connection,
  verb: string,
  size: (page: JsonObject) => number,
  body: JsonObject = {},
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs?: number } = {},
): AsyncGenerator<JsonObject> {
  let offset = 0
  while (true) {
    if (signal?.aborted) throw new AppError('aborted', 'Stopped')
    const page = await api(conn, verb, { ...body, offset }, timeoutMs)
    yield page
    const got = size(page)
    offset += got
    if (got === 0 || offset >= Number(page.total ?? 0)) return
  }
}
