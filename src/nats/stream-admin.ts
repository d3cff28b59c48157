import { isSameConfig, withChange, type ConfigChange } from '~/lib/consumer-config.ts'
import { api, pages } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { list, object, text } from './fields.ts'
import type { JsonObject } from './types.ts'

/** A stream as it was when somebody looked at it: its STREAM.INFO. */
export type LookedAt = { name: string; created: string; raw: JsonObject }

/**
 * Makes a stream; gives its STREAM.INFO. Throws AppError conflict (10058) when there is one of that name, whatever its configuration:
 * it is looked for first, since the server takes an equal one for a success. Throws conflict (10065) with the names of the streams
 * whose subjects it overlaps, bad-request or limit for what the server refuses otherwise.
 */
export async function createStream(conn: Connection, config: JsonObject): Promise<JsonObject> {
  const name = text(config.name)
  try {
    if (await isThere(conn, name)) throw nameTaken(name)
    const made = await api(conn, `STREAM.CREATE.${name}`, config)
    // Made by somebody else since: a cluster tells it, a single server does not (2.15.1).
    if (made.cluster && made.did_create !== true) throw nameTaken(name)
    return made
  } catch (e) {
    if (e instanceof AppError && e.errCode === 10058) throw nameTaken(name)
    throw await withOverlaps(conn, name, list(config.subjects), e)
  }
}

/**
 * Changes fields of a stream and leaves every other, known to us or not, as the server has it; gives its STREAM.INFO. JetStream has no
 * compare-and-set for streams: it is read once more, and given way to when it differs from `base`. Throws AppError conflict when
 * somebody else changed its configuration, or made it anew, since `base` was read; not-found when it is gone; what createStream
 * throws for what the server refuses. `what` is what it is called in those words.
 */
export async function changeStream(conn: Connection, base: LookedAt, change: ConfigChange, what = 'stream'): Promise<JsonObject> {
  const info = await api(conn, `STREAM.INFO.${base.name}`)
  const now = object(info.config) ?? {}
  if (text(info.created) !== base.created || !isSameConfig(now, object(base.raw.config) ?? {})) {
    throw new AppError('conflict', `Somebody else changed this ${what} in the meantime; nothing was written`, {
      next: 'Compare their change with yours, then decide',
    })
  }
  try {
    return await api(conn, `STREAM.UPDATE.${base.name}`, withChange(now, change))
  } catch (e) {
    throw await withOverlaps(conn, base.name, list(change.subjects), e)
  }
}

/** Whether there is a stream of that name. False also where it may not be asked. */
export function isThere(conn: Connection, stream: string): Promise<boolean> {
  return api(conn, `STREAM.INFO.${stream}`).then(
    () => true,
    (e: unknown) => {
      if (e instanceof AppError && (e.kind === 'not-found' || e.kind === 'permission')) return false
      throw e
    },
  )
}

function nameTaken(name: string): AppError {
  return new AppError('conflict', `A stream with the name ${name} exists already; nothing was written`, {
    errCode: 10058,
    next: 'Choose another name, or open it',
  })
}

/** More subjects are not asked about. */
const MOST_ASKED = 50

/** The server says that subjects overlap, and not with what (10065): the streams that take them are asked for. */
async function withOverlaps(conn: Connection, name: string, subjects: JsonObject[string][], e: unknown): Promise<unknown> {
  if (!(e instanceof AppError) || e.errCode !== 10065) return e
  const found = new Map<string, string[]>()
  for (const subject of subjects.slice(0, MOST_ASKED).map((s) => text(s))) {
    const others = await namesOn(conn, subject).catch(() => []) // not knowing which is no reason to say less
    for (const other of others) if (other !== name) found.set(other, [...(found.get(other) ?? []), subject])
  }
  const words = [...found].slice(0, 5).map(([other, own]) => `${other} (${own.slice(0, 3).join(', ')})`)
  return new AppError(
    'conflict',
    words.length > 0
      ? `The subjects overlap those of ${words.join(', ')}; nothing was written`
      : 'The subjects overlap those of another stream; nothing was written',
    {
      cause: e,
      errCode: 10065,
      ...(e.details ? { details: e.details } : {}),
      next: 'Choose other subjects, or change those of the other stream',
    },
  )
}

/** The streams whose subjects overlap one (STREAM.NAMES). */
async function namesOn(conn: Connection, subject: string): Promise<string[]> {
  const names: string[] = []
  for await (const page of pages(conn, 'STREAM.NAMES', (p) => list(p.streams).length, { subject }))
    names.push(...list(page.streams).map((s) => text(s)))
  return names
}
