import { useMemo, useState } from 'react'
import { EditBucketForm, type EditProps } from '~/components/buckets/EditBucketForm.tsx'
import { objectConfigAfter, useOlder, useUpdateObjectBucket } from '~/hooks/object-bucket-actions.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { objectFields, toObjectChange, toObjectDraft } from './object-bucket-draft.ts'
import { objectLosses, shorterTtl } from './object-bucket-words.ts'

type Props = EditProps<ObjBucket> & { block: string | undefined }

/** Edits an object store. */
export function EditObjectBucket(props: Props) {
  const { bucket, edit } = props
  const { base, draft } = edit
  const [isReviewed, setReviewed] = useState(false)
  const update = useUpdateObjectBucket()
  const change = useMemo(() => toObjectChange(draft, toObjectDraft(base)), [draft, base])
  // Counted only to be looked at: what is being typed would be counted with each letter.
  const ttl = isReviewed ? shorterTtl(bucket, change) : undefined
  const older = useOlder(bucket, ttl)
  return (
    <EditBucketForm
      {...props}
      fields={objectFields.filter((f) => !f.fixed)}
      toDraft={toObjectDraft}
      after={() => objectConfigAfter(base, change)}
      losses={{ ...objectLosses(bucket, change, ttl === undefined ? undefined : older.data), isCounting: older.isLoading }}
      isReviewed={isReviewed}
      setReviewed={setReviewed}
      write={update}
      apply={(then) => update.mutate({ base, change }, then)}
    />
  )
}
