import { addressProblem } from '~/lib/kv/keys.ts'
import { headerBytes } from '~/lib/kv/value-size.ts'
import { bucketReadError, changedMeanwhile, fullSentence, inWords, unknownWrite, whyNobody } from './bucket-errors.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import type { Bucket } from './kv-types.ts'
import type { Header } from './types.ts'

/** Throws AppError invalid before anything is sent for a key that cannot be: a wildcard would ask for others. */
export function checkAddress(key: string): void {
  const problem = addressProblem(key)
  if (problem) throw new AppError('invalid', problem)
}

/**
 * Throws AppError limit before anything is sent that would be refused: the server counts headers and value together, and ends the
 * connection when a message is over max_payload.
 */
export function checkSize(conn: Connection, bucket: Bucket, key: string, data: Uint8Array, headers: Header[]): void {
  const size = headerBytes(headers) + data.length
  if (bucket.max_value_size !== undefined && size > bucket.max_value_size) throw overValueSize(bucket, key, size)
  const most = conn.server?.maxPayload
  if (most !== undefined && size > most) {
    throw new AppError(
      'limit',
      `The value of ${key} is too large: with its headers ${size} bytes, and the server takes ${most}`,
      {
        next: 'Raise max_payload on the server, or keep large values in an object store',
      },
    )
  }
}

function overValueSize(bucket: Bucket, key: string, size?: number): AppError {
  const most = bucket.max_value_size === undefined ? '' : `: the bucket takes ${bucket.max_value_size} bytes`
  const with_ = size === undefined ? '' : `, and with its headers it has ${size}`
  return new AppError('limit', `The value of ${key} is too large${most}${with_}`, {
    next: 'Make it smaller, or raise the largest value size of the bucket',
  })
}

/** The error of a write in the words of a bucket. Asks the server whether the bucket is gone where that would explain it. */
export async function writeError(conn: Connection, bucket: Bucket, key: string, e: unknown, wasOpen: boolean): Promise<unknown> {
  if (!(e instanceof AppError)) return e
  const say = inWords(e)
  switch (e.errCode ?? 0) {
    case 10071:
    case 10164:
      return changedMeanwhile(e, key, 'Compare their value with yours, then decide')
    case 10054:
      return overValueSize(bucket, key)
    case 10077:
      return say(
        fullSentence(bucket, e.details ?? '', 'no new values'),
        'Raise the limit of the bucket, or compact old markers: a delete or a purge needs room for its own marker',
      )
    case 10109:
      return say(`The bucket ${bucket.name} is sealed: it can only be read`)
    case 10111:
      return say(`The bucket ${bucket.name} does not allow keys to be purged`, 'Delete the key: its history then stays')
    case 10165:
      return say('A time to live is at least one second')
    case 10166:
      return say(
        `The bucket ${bucket.name} does not allow a time to live per key`,
        'Turn it on in the configuration of the bucket (2.11), or leave it out',
      )
  }
  if (e.kind === 'permission') return say(`Permission to write ${key} in the bucket ${bucket.name} is missing`, e.next)
  if (e.kind === 'no-responders') return whyNobody(conn, namedOf(bucket), e)
  return unknownWrite(e, key, wasOpen, 'Look at its latest revision before you write again') ?? e
}

/** The error of a read in the words of a bucket. */
export const readError = (conn: Connection, bucket: Bucket, key: string, e: unknown): Promise<unknown> =>
  bucketReadError(conn, namedOf(bucket), key, e)

/** A mirror's keys are its origin's, which has to answer too. */
const namedOf = (bucket: Bucket) => ({ ...bucket, origin: bucket.mirror_of })
