import { useState, type ReactNode } from 'react'
import type { AnyBucket } from '~/hooks/bucket-actions.ts'
import type { BucketDraft } from './bucket-draft.ts'
import type { BucketEdit } from './EditBucketForm.tsx'

type Props<B extends AnyBucket> = {
  bucket: B
  toDraft: (bucket: B) => BucketDraft
  kept: BucketEdit<B> | undefined
  onEdit: (edit: BucketEdit<B> | undefined) => void
  children: (edit: BucketEdit<B>, discard: () => void) => ReactNode
}

/** What is edited: over the bucket as it was when the form was opened, however often the page is fetched again since. */
export function KeptEdit<B extends AnyBucket>({ bucket, toDraft, kept, onEdit, children }: Props<B>) {
  const editOf = (base: B): BucketEdit<B> => ({ base, draft: toDraft(base) })
  const [opened, setOpened] = useState(() => editOf(bucket))
  const discard = () => {
    setOpened(editOf(bucket))
    onEdit(undefined)
  }
  return children(kept ?? opened, discard)
}
