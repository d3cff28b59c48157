import { Link } from '@tanstack/react-router'
import { useLinkTarget } from '~/hooks/object-actions.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes } from '~/lib/format.ts'
import { folderOf } from '~/lib/obj/folder-view.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'

/** What the open link leads to at last, or why to nothing. */
export function LinkNote({ bucket, info }: { bucket: ObjBucket; info: ObjectInfo }) {
  const isToBucket = info.link?.name === undefined
  return (
    <p className="kv-notice form-note" role="status">
      {isToBucket && info.link ? (
        <>
          This is a link to a whole bucket. <FollowLink link={info.link}>Open {visible(info.link.bucket)}</FollowLink>
        </>
      ) : (
        <Target bucket={bucket} info={info} />
      )}
    </p>
  )
}

function Target({ bucket, info }: { bucket: ObjBucket; info: ObjectInfo }) {
  const target = useLinkTarget(bucket, info)
  const failure = target.error && explain(target.error)
  // What was found is kept while it cannot be looked at, but not when it is there no longer.
  if (failure && (!target.data || failure.kind === 'not-found' || failure.kind === 'invalid')) {
    const { message, next } = failure
    return (
      <span className="danger">
        {message}.{next && ` ${next}.`}
      </span>
    )
  }
  if (!target.data) return <span className="dim">Following the link</span>
  const { bucket: at, name, size } = target.data
  return (
    <>
      This is a link to an object of {bytes(size)}. <FollowLink link={{ bucket: at, name }}>Open {visible(name)}</FollowLink>
      {at !== bucket.name && ` in ${at}`}
    </>
  )
}

type FollowProps = { link: { bucket: string; name?: string }; tabIndex?: number; children: React.ReactNode }

/** Goes to what a link names: an object in its folder, or a bucket. */
export function FollowLink({ link: { bucket, name }, tabIndex, children }: FollowProps) {
  const search = name === undefined ? {} : { object: name, ...(folderOf(name) ? { folder: folderOf(name) } : {}) }
  return (
    <Link
      to="/objects/$bucket"
      params={{ bucket }}
      search={search}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      onClick={(e) => e.stopPropagation()}
    >
      {children}
    </Link>
  )
}
