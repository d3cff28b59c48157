import { newBucket } from '~/components/buckets/bucket-draft.ts'
import { CreateBucketForm, type CreateProps } from '~/components/buckets/CreateBucketForm.tsx'
import { useCreateObjectBucket } from '~/hooks/object-bucket-actions.ts'
import { objectFields, toObjectOptions } from './object-bucket-draft.ts'

/** Makes an object store. */
export default function CreateObjectBucketForm(props: CreateProps) {
  const write = useCreateObjectBucket()
  return (
    <CreateBucketForm
      {...props}
      title="Create an object store"
      fields={objectFields}
      empty={newBucket}
      write={write}
      create={(draft, onSuccess) => write.mutate(toObjectOptions(draft), { onSuccess })}
    />
  )
}
