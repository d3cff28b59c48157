import { bucketReadError, changedMeanwhile, fullSentence, inWords, isInWords, unknownWrite, whyNobody } from './bucket-errors.ts'
import { bucketGone } from './bucket-stream.ts'
import type { Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import { chunkSubject } from './obj-meta.ts'
import { listens } from './obj-bucket.ts'
import type { ObjBucket } from './obj-types.ts'

/** The bytes of an object are not those that its meta tells of. */
export class DamagedObject extends AppError {
  constructor(name: string, how: string, details?: string) {
    super('server', `${name} is damaged: ${how}`, {
      ...(details ? { details } : {}),
      next: 'Do not use its bytes. Put the object again from where it came from',
    })
  }
}

/** Throws AppError invalid, or limit for a sealed bucket, before anything is sent. */
export function checkWritable(bucket: ObjBucket): void {
  if (bucket.mirror_of !== undefined) {
    throw new AppError('invalid', `The bucket ${bucket.name} is a copy of ${bucket.mirror_of}: objects are written there`, {
      next: `Open the bucket ${bucket.mirror_of}`,
    })
  }
  if (!listens(bucket)) throw new AppError('invalid', silentSentence(bucket), { next: 'Write into a bucket that it copies from' })
  if (bucket.sealed) throw new AppError('limit', sealedSentence(bucket), { errCode: 10109 })
}

/** Chunks that belong to nothing could not be taken away: `what` stays, where, and why. */
export function chunksStay(bucket: ObjBucket, what: string, nuid: string, e: unknown): AppError {
  const error = toAppError(e)
  return new AppError(error.kind, `${what} in the bucket ${bucket.name}, with no object to it: ${error.message}`, {
    cause: e,
    ...(error.details ? { details: error.details } : {}),
    next:
      error.errCode === 10109
        ? 'The bucket is sealed, so nobody can take it away: it goes with the bucket'
        : `Take it away as a user who may, by a purge of the subject ${chunkSubject(bucket, nuid)} in the stream ${bucket.stream}`,
  })
}

/** Of a bucket that takes nothing itself. */
export const silentSentence = (bucket: Pick<ObjBucket, 'name' | 'prefix'>): string =>
  `The stream of the bucket ${bucket.name} does not listen on ${bucket.prefix}>: nothing can be put into it`

const sealedSentence = (bucket: ObjBucket) => `The bucket ${bucket.name} is sealed: it can only be read`

/** Throws AppError limit before a meta is sent that would be refused, or end the connection. */
export function checkMetaSize(conn: Connection, bucket: ObjBucket, name: string, size: number): void {
  const most = Math.min(conn.server?.maxPayload ?? Infinity, bucket.max_msg_size ?? Infinity) - 128
  if (size <= most) return
  throw new AppError('limit', `Description, headers and metadata of ${name} are too large: ${size} bytes, of ${most} that fit`, {
    next: 'Make them smaller: they are kept in one message',
  })
}

/** The error of a write in the words of a bucket. Asks the server whether the bucket is gone where that would explain it. */
export async function objWriteError(
  conn: Connection,
  bucket: ObjBucket,
  name: string,
  e: unknown,
  wasOpen = true,
): Promise<unknown> {
  if (!(e instanceof AppError) || isInWords(e)) return e
  const say = inWords(e)
  switch (e.errCode ?? 0) {
    case 10059:
      return bucketGone(bucket.name, e)
    case 10071:
    case 10164:
      return changedMeanwhile(e, name, 'Look at theirs, then decide')
    case 10054:
      return say(
        `The bucket ${bucket.name} takes no message as large as this`,
        'Raise its largest message size, or send smaller chunks',
      )
    case 10047:
      return say('The account has no JetStream storage left', 'Delete something, or have its limit raised')
    case 10077:
      return say(fullSentence(bucket, e.details ?? '', 'nothing new'), 'Raise the limit of the bucket, or delete objects')
    case 10109:
      return say(sealedSentence(bucket))
    case 10110:
      return say(`The bucket ${bucket.name} does not allow anything to be purged`, 'Its chunks can only go with the bucket')
    case 10111:
      return say(`The bucket ${bucket.name} does not allow objects to be replaced`, 'Allow rollup headers on its stream')
  }
  if (e.kind === 'permission') return say(`Permission to write ${name} in the bucket ${bucket.name} is missing`, e.message)
  if (e.kind === 'no-responders') return whyNobody(conn, bucket, e)
  return unknownWrite(e, name, wasOpen, 'Look at it before you try again') ?? e
}

/** The error of a purge in the words of a bucket: it takes a right of its own. */
export async function objPurgeError(conn: Connection, bucket: ObjBucket, name: string, e: unknown): Promise<unknown> {
  return e instanceof AppError && e.kind === 'permission'
    ? inWords(e)(`Permission to purge anything from the bucket ${bucket.name} is missing`, e.message)
    : objWriteError(conn, bucket, name, e)
}

/** An error in one sentence with what is behind it, where there is no room for more. */
export const withReason = ({ kind, message, next }: AppError): string =>
  kind === 'permission' && next ? `${message}: ${next}` : message

/** The error of a read in the words of a bucket. */
export const objReadError = (conn: Connection, bucket: ObjBucket, name: string, e: unknown): Promise<unknown> =>
  bucketReadError(conn, bucket, name, e)
