import { useCreateBucket } from '~/hooks/bucket-actions.ts'
import { newBucket, toOptions } from './bucket-draft.ts'
import { bucketFields } from './bucket-fields.ts'
import { CreateBucketForm, type CreateProps } from './CreateBucketForm.tsx'

/** Makes a bucket of keys. */
export default function CreateKvBucket(props: CreateProps) {
  const write = useCreateBucket()
  return (
    <CreateBucketForm
      {...props}
      title="Create a bucket"
      fields={bucketFields}
      empty={newBucket}
      write={write}
      create={(draft, onSuccess) => write.mutate(toOptions(draft), { onSuccess })}
    />
  )
}
