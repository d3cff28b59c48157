import { api } from './api.ts'
import { bucketGone } from './bucket-stream.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'

/** `origin`: the bucket whose mirror this is, where that one answers for it. */
type Named = { name: string; stream: string; max_bytes?: number | undefined; origin?: string | undefined }

/** Says an error of the server in other words; kind, code and details stay. */
export function inWords(e: AppError): (message: string, next?: string) => AppError {
  return (message, next) => {
    const said = new AppError(e.kind, message, {
      cause: e,
      ...(e.details ? { details: e.details } : {}),
      ...(e.errCode ? { errCode: e.errCode } : {}),
      ...(next ? { next } : {}),
    })
    inWordsAlready.add(said)
    return said
  }
}

const inWordsAlready = new WeakSet<AppError>()

/** Said once, it is not said again: the words would become their own reason. */
export const isInWords = (e: AppError): boolean => inWordsAlready.has(e)

/** Somebody else was first: what was expected to be the latest is not. */
export function changedMeanwhile(e: AppError, what: string, next: string): AppError {
  return new AppError('conflict', `Somebody else changed ${what} in the meantime; nothing was written`, {
    cause: e,
    errCode: 10071,
    ...(e.details ? { details: e.details } : {}),
    next,
  })
}

/** The error of a write whose answer did not come: undefined when it did, or nothing was sent. */
export function unknownWrite(e: AppError, what: string, wasOpen: boolean, next: string): AppError | undefined {
  if (e.kind !== 'timeout' && !(e.kind === 'disconnected' && wasOpen)) return undefined
  const because =
    e.kind === 'timeout' ? 'The server did not answer in time' : 'The connection was lost before the server answered'
  return inWords(e)(`${because}: it is unknown whether ${what} was written`, next)
}

/** Why a bucket takes nothing, by what the server says of it; `otherwise` is what it does not take any more. */
export function fullSentence(bucket: Named, details: string, otherwise: string): string {
  if (/maximum bytes/.test(details)) {
    return `The bucket ${bucket.name} is full${bucket.max_bytes ? `: it may hold ${bucket.max_bytes} bytes` : ''} (maximum bytes)`
  }
  return `The bucket ${bucket.name} is full and takes ${otherwise}`
}

/** The error of a read in the words of a bucket. */
export async function bucketReadError(conn: Connection, bucket: Named, what: string, e: unknown): Promise<unknown> {
  if (!(e instanceof AppError)) return e
  if (e.errCode === 10059) return bucketGone(bucket.name, e)
  if (e.kind === 'no-responders') return whyNobody(conn, bucket, e)
  if (e.kind === 'permission') {
    return new AppError('permission', `Permission to read ${what} in the bucket ${bucket.name} is missing`, {
      cause: e,
      details: e.message,
      ...(e.next ? { next: e.next } : {}),
    })
  }
  return e
}

/** Nobody listens when a bucket is gone, and also when its leader is, or a mirror's origin. */
export async function whyNobody(conn: Connection, bucket: Named, e: AppError): Promise<AppError> {
  const gone = await api(conn, `STREAM.INFO.${bucket.stream}`).then(
    () => false,
    (x: unknown) => x instanceof AppError && x.errCode === 10059,
  )
  if (gone) return bucketGone(bucket.name, e)
  const { origin } = bucket
  return new AppError(
    'no-responders',
    origin ? `The bucket ${origin}, whose mirror this is, does not answer` : `The bucket ${bucket.name} does not answer`,
    { cause: e, next: origin ? 'Check that it exists and can be reached' : 'Check that its leader is up, and try again' },
  )
}
