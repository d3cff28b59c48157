import type { Bucket } from '~/nats/kv-types.ts'

/** The bucket that a write goes to: a copy is written where it comes from. */
export const writtenName = (bucket: Bucket) => bucket.mirror_of ?? bucket.name

/** Says of a copy where what is done to it is done. */
export function CopyNote({ bucket: { mirror_of } }: { bucket: Bucket }) {
  if (mirror_of === undefined) return null
  return (
    <p className="form-note attention">
      This is a copy of <b className="mono">{mirror_of}</b>: it is written and removed there.
    </p>
  )
}
