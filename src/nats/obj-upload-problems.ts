import { duration } from '~/lib/format.ts'
import { AppError } from './errors.ts'
import type { ObjBucket } from './obj-types.ts'
import type { UploadRecord } from './obj-upload.ts'

/** The chunks are gone though they were acknowledged. */
export class TakenAway extends AppError {
  constructor(name: string) {
    const words = `What was sent of ${name} was taken away, by somebody who has replaced it by now or cleaned the bucket of orphans`
    super('conflict', words, { next: 'Look at what is there, then decide' })
  }
}

/** The bucket does not keep what it was given: it ages out, or a limit of the stream takes it. */
export function chunksGo(bucket: ObjBucket): AppError {
  const why = bucket.ttl_ms === undefined ? 'a limit of its stream takes them' : `its TTL is ${duration(bucket.ttl_ms)}`
  return new AppError('limit', `The bucket ${bucket.name} loses chunks while others are still being sent: ${why}`, {
    next: `Look at the limits of the stream ${bucket.stream}: they have to hold for as long as an upload takes`,
  })
}

export function changedMeanwhile(name: string): AppError {
  return new AppError('conflict', `Somebody else changed ${name} in the meantime; nothing was written`, {
    errCode: 10071,
    next: 'Look at theirs, then decide',
  })
}

export function tooLarge(bucket: ObjBucket, size: number): AppError {
  return new AppError('limit', `The bucket ${bucket.name} may hold ${bucket.max_bytes} bytes, and this alone has ${size}`, {
    next: 'Raise the limit of the bucket',
  })
}

/** Why an upload cannot be gone on with here, or undefined. */
export function resumeProblem(r: UploadRecord, bucket: ObjBucket, size: number): string | undefined {
  if (r.bucket !== bucket.name || r.created !== bucket.created) return 'The bucket of this upload does not exist any more'
  if (r.size !== size) return `This is not the file of that upload: it has ${size} bytes, and that had ${r.size}`
  return undefined
}
