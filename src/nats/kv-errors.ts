import { addressProblem } from '~/lib/kv/keys.ts'
import { headerBytes } from '~/lib/kv/value-size.ts'
import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { bucketGone } from './kv-buckets.ts'
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
  const say = (message: string, next?: string) =>
    new AppError(e.kind, message, {
      cause: e,
      ...(e.details ? { details: e.details } : {}),
      ...(e.errCode ? { errCode: e.errCode } : {}),
      ...(next ? { next } : {}),
    })
  switch (e.errCode ?? 0) {
    case 10071:
    case 10164:
      return new AppError('conflict', `Somebody else changed ${key} in the meantime; nothing was written`, {
        cause: e,
        errCode: 10071,
        ...(e.details ? { details: e.details } : {}),
        next: 'Compare their value with yours, then decide',
      })
    case 10054:
      return overValueSize(bucket, key)
    case 10077:
      return say(fullSentence(bucket, e.details ?? ''), 'Raise the limit of the bucket, or delete or compact keys')
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
  if (e.kind === 'no-responders') return whyNobody(conn, bucket, e)
  if (e.kind === 'timeout' || (e.kind === 'disconnected' && wasOpen)) {
    const because =
      e.kind === 'timeout' ? 'The server did not answer in time' : 'The connection was lost before the server answered'
    return say(`${because}: it is unknown whether ${key} was written`, 'Look at its latest revision before you write again')
  }
  return e
}

function fullSentence(bucket: Bucket, details: string): string {
  if (/maximum bytes/.test(details)) {
    return `The bucket ${bucket.name} is full${bucket.max_bytes ? `: it may hold ${bucket.max_bytes} bytes` : ''} (maximum bytes)`
  }
  return `The bucket ${bucket.name} is full and takes no new values`
}

/** The error of a read in the words of a bucket. */
export async function readError(conn: Connection, bucket: Bucket, key: string, e: unknown): Promise<unknown> {
  if (!(e instanceof AppError)) return e
  if (e.errCode === 10059) return bucketGone(bucket.name, e)
  if (e.kind === 'no-responders') return whyNobody(conn, bucket, e)
  if (e.kind === 'permission') {
    return new AppError('permission', `Permission to read ${key} in the bucket ${bucket.name} is missing`, {
      cause: e,
      details: e.message,
      ...(e.next ? { next: e.next } : {}),
    })
  }
  return e
}

/** Nobody listens when a bucket is gone, and also when its leader is, or a mirror's origin. */
async function whyNobody(conn: Connection, bucket: Bucket, e: AppError): Promise<AppError> {
  const gone = await api(conn, `STREAM.INFO.${bucket.stream}`).then(
    () => false,
    (x: unknown) => x instanceof AppError && x.errCode === 10059,
  )
  if (gone) return bucketGone(bucket.name, e)
  const origin = bucket.mirror_of
  return new AppError(
    'no-responders',
    origin ? `The bucket ${origin}, whose mirror this is, does not answer` : `The bucket ${bucket.name} does not answer`,
    { cause: e, next: origin ? 'Check that it exists and can be reached' : 'Check that its leader is up, and try again' },
  )
}
