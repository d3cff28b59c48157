import { stringifyJson } from '~/lib/json.ts'
import { pause } from '~/lib/pause.ts'
import { within } from '~/lib/within.ts'
import { api, decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { isPassing, toAppError } from './errors.ts'
import { getStream } from './streams.ts'
import type { JsonObject, Seq, StreamDetail } from './types.ts'
import { untilOpen } from './until-open.ts'

/** A restore that has been begun, so that what is left of it can be found and taken away by somebody else. */
export type RestoreRecord = {
  name: string
  /** Where its chunks go. */
  to: string
  config: JsonObject
  /** How many messages the backup has, and its last sequence: a stream that has come to it is whole, whatever its limits took since. */
  messages: number
  lastSeq: Seq
  /** When the stream that it makes was created (RFC 3339): as soon as it was seen. That stream is its own, and no other one. */
  created?: string
}

/** What is left of a restore: nothing (`wasThere`: it was deleted just now), something, or a stream that is whole or of somebody else. */
export type Left = { is: 'gone'; wasThere: boolean } | { is: 'left'; why: string } | { is: 'unknown' }

const NOTHING: Left = { is: 'gone', wasThere: false }
/** err_code: there is a stream of this name. */
export const NAME_IN_USE = 10130
export const CLEAN_MS = 120_000
/** A server that has given the restore up may not answer at all. */
const END_MS = 10_000
const RETRY_MS = 500

/** The stream of this name; undefined when there is none. Throws AppError. */
export async function findStream(conn: Connection, name: string): Promise<StreamDetail | undefined> {
  return getStream(conn, name).catch((e: unknown) => {
    if (toAppError(e).kind === 'not-found') return undefined
    throw e
  })
}

/**
 * When the stream was created that a restore under way makes, or undefined: it cannot be seen (before nats-server 2.15 not until it is
 * whole; from then on the name is taken, and nobody else can have it). A failure is none: it is looked again.
 */
export async function createdByRestore(conn: Connection, record: RestoreRecord): Promise<string | undefined> {
  const there = await findStream(conn, record.name).catch(() => undefined)
  return there && isRestored(there, record) ? there.created : undefined
}

/**
 * Whether a restore makes or made the stream: it has the configuration that was restored, and messages that are older than itself, which
 * are in no stream that was made otherwise. Before nats-server 2.15 a restored stream is as old as the one of the backup, and is not
 * told so.
 */
function isRestored(stream: StreamDetail, { config }: RestoreRecord): boolean {
  const { messages, first_ts } = stream.state
  return isSame(stream, config) && messages > 0 && Date.parse(first_ts) < Date.parse(stream.created)
}

/** A stream that a restore may have left without all that the backup has. `isSure`: it is known to be the one that it made. */
export async function leftOf(
  conn: Connection,
  record: RestoreRecord,
): Promise<{ stream: StreamDetail; isSure: boolean } | undefined> {
  const stream = await findStream(conn, record.name)
  if (!stream || stream.state.last_seq >= record.lastSeq) return undefined
  if (record.created !== undefined) return stream.created === record.created ? { stream, isSure: true } : undefined
  return isRestored(stream, record) ? { stream, isSure: false } : undefined
}

/** Deletes the stream of this name that was created then, and no other. Throws AppError. */
export async function takeAway(conn: Connection, record: RestoreRecord, created: string): Promise<Left> {
  return (await isOfOther(conn, record)) ? NOTHING : deleteThat(conn, record.name, created)
}

async function deleteThat(conn: Connection, name: string, created: string): Promise<Left> {
  if ((await findStream(conn, name))?.created !== created) return NOTHING
  await api(conn, `STREAM.DELETE.${name}`, undefined, 30_000).catch((e: unknown) => {
    if (toAppError(e).kind !== 'not-found') throw e
  })
  if ((await findStream(conn, name))?.created === created) return { is: 'left', why: 'it is still there' }
  return { is: 'gone', wasThere: true }
}

/**
 * An empty chunk lets a server that waits for more find that this was not all. It says then too when somebody else had come by the name
 * (until then it takes chunks as if all were well: nats-server 2.15.1).
 */
async function isOfOther(conn: Connection, { to }: RestoreRecord): Promise<boolean> {
  try {
    decodeReply((await conn.request(to, '', { timeoutMs: END_MS })).data)
  } catch (e) {
    const error = toAppError(e)
    if (error.kind === 'disconnected') throw error
    return error.errCode === NAME_IN_USE
  }
  return false
}

/**
 * Takes away what a restore has left, through lost connections; it gives up in the end. A stream that was not seen while it was being
 * made is its own when the link held all the while; else somebody else may have made it, and it stays. So does one that has come to the
 * end of the backup, since somebody else may have restored the same one at the same time. `whole`: the creation time of one that is its
 * own and whole, by the server's answer. Throws nothing.
 */
export async function takeAwayAtLast(conn: Connection, record: RestoreRecord, wasLost: boolean, whole?: string): Promise<Left> {
  const never = new AbortController().signal
  const once = async (): Promise<Left> => {
    if (whole !== undefined) return deleteThat(conn, record.name, whole)
    if (await isOfOther(conn, record)) return NOTHING
    const there = await findStream(conn, record.name)
    if (!there || !isSame(there, record.config)) return NOTHING
    if (record.created !== undefined && there.created !== record.created) return NOTHING
    const isOurs = record.created !== undefined || (!wasLost && isRestored(there, record))
    return isOurs && there.state.last_seq < record.lastSeq ? deleteThat(conn, record.name, there.created) : { is: 'unknown' }
  }
  const work = async (): Promise<Left> => {
    for (let tries = 1; ; tries++) {
      try {
        await untilOpen(conn, never)
        return await once()
      } catch (e) {
        const error = toAppError(e)
        if (conn.link.state === 'closed' || !isPassing(error) || tries > 20) return { is: 'left', why: error.message }
        await pause(RETRY_MS)
      }
    }
  }
  return (await within(work(), CLEAN_MS)) ?? { is: 'left', why: 'the connection did not come back in time' }
}

/** Whether a stream is the one that a restore makes, by what its configuration was given. */
function isSame({ raw }: StreamDetail, wanted: JsonObject): boolean {
  const there = raw.config
  if (typeof there !== 'object' || there === null || Array.isArray(there)) return false
  const same = (key: string) => stringifyJson(there[key] ?? null) === stringifyJson(wanted[key] ?? null)
  return (
    ['name', 'retention', 'storage', 'num_replicas', 'max_msgs', 'max_bytes', 'max_age'].every(same) &&
    (wanted.subjects === undefined || same('subjects'))
  )
}
