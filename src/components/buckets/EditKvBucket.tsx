import { useMemo, useState } from 'react'
import { configAfter, useBucketLosses, useUpdateBucket } from '~/hooks/bucket-actions.ts'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { toChange, toDraft } from './bucket-draft.ts'
import { bucketFields } from './bucket-fields.ts'
import { countable, losesForGood, lossWords } from './bucket-losses.ts'
import { EditBucketForm, type EditProps } from './EditBucketForm.tsx'

/** Edits a bucket of keys. */
export function EditKvBucket(props: EditProps<Bucket>) {
  const { bucket, edit } = props
  const { base, draft } = edit
  const [isReviewed, setReviewed] = useState(false)
  const update = useUpdateBucket()
  const apiLevel = useApiLevel()
  const change = useMemo(() => toChange(draft, toDraft(base)), [draft, base])
  // Counted only to be looked at: what is being typed would be counted with each letter.
  const { counts, isCounting } = useBucketLosses(bucket, isReviewed ? countable(bucket, change) : {})
  return (
    <EditBucketForm
      {...props}
      fields={bucketFields.filter((f) => !f.fixed && !(base.mirror_of !== undefined && ofOrigin.includes(f.key)))}
      toDraft={toDraft}
      after={() => configAfter(base, change, apiLevel)}
      losses={{ words: lossWords(bucket, change, counts), forGood: losesForGood(bucket, change, counts), isCounting }}
      isReviewed={isReviewed}
      setReviewed={setReviewed}
      write={update}
      apply={(then) => update.mutate({ base, change }, then)}
      block={useBucketBlock(bucket)}
      blocks={base.per_key_ttl ? { per_key_ttl: 'It is on, and cannot be turned off' } : {}}
    />
  )
}

/** What a mirror has from the bucket that it copies. */
const ofOrigin: string[] = ['sources', 'marker_ttl']
