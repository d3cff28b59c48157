import { Anchor } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { refusalFrom, useCreateBucket } from '~/hooks/bucket-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { newBucket, toOptions, type BucketDraft } from './bucket-draft.ts'
import { bucketFields, type BucketField } from './bucket-fields.ts'
import { bucketProblems } from './bucket-problems.ts'
import { refusalOf } from './bucket-refusals.ts'
import { BucketFields } from './BucketFields.tsx'
import { WriteError } from './WriteError.tsx'

type Props = {
  draft: BucketDraft
  setDraft: (draft: BucketDraft) => void
  onClose: () => void
  /** Goes to a bucket. */
  onShow: (name: string) => void
}

/** Makes a bucket where there is none of its name; what the server refuses is told at the field that it is about. */
export default function CreateBucketForm({ draft, setDraft, onClose, onShow }: Props) {
  const [asked, setAsked] = useState(false)
  const create = useCreateBucket()
  const block = useWriteBlock()
  const apiLevel = useApiLevel()
  const fields = bucketFields.filter((f) => isShown(f, draft))
  const problems = bucketProblems(draft, usable(fields, apiLevel))
  const wrong = Object.keys(problems).length
  const refusal = create.error ? refusalOf(refusalFrom(create.error), draft) : undefined
  const taken = refusal?.isTaken ? draft.name.trim() : undefined
  const refused = refusal && {
    [refusal.key]: taken ? <Taken words={refusal.words} name={taken} onShow={onShow} /> : refusal.words,
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(true)
    if (block || wrong > 0 || create.isPending) return
    create.mutate(toOptions(clean(draft, apiLevel)), {
      onSuccess: (made) => {
        setDraft(newBucket)
        onShow(made.name)
      },
    })
  }
  return (
    <Dialog onClose={onClose} size={840} title="Create a bucket">
      <form onSubmit={submit} className="form" noValidate>
        <BucketFields
          fields={fields}
          draft={draft}
          edited={[]}
          errors={{ ...(asked ? problems : {}), ...refused }}
          blocks={draft.copies === 'mirror' ? { marker_ttl: 'A mirror has the markers of the bucket that it copies' } : {}}
          onChange={(next) => {
            setDraft(next)
            if (create.error) create.reset() // the answer was to what was typed before
          }}
        />
        {create.error && !refusal && <WriteError error={create.error} />}
        <div className="form-buttons">
          <ActionButton type="submit" loading={create.isPending} disabledReason={block}>
            Create the bucket
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </form>
    </Dialog>
  )
}

function Taken({ words, name, onShow }: { words: string; name: string; onShow: (name: string) => void }) {
  return (
    <>
      {words}.{' '}
      <Anchor component="button" type="button" inherit onClick={() => onShow(name)}>
        Open {name}
      </Anchor>
    </>
  )
}

function isShown({ key }: BucketField, { copies }: BucketDraft): boolean {
  return (key !== 'mirror' || copies === 'mirror') && (key !== 'sources' || copies === 'sources')
}

const usable = (fields: BucketField[], apiLevel: number) => fields.filter((f) => (f.apiLevel ?? 0) <= apiLevel).map((f) => f.key)

/** Without what this server does not have: it may have been typed while connected to another. */
const clean = (draft: BucketDraft, apiLevel: number): BucketDraft =>
  apiLevel >= 1 ? draft : { ...draft, per_key_ttl: '', marker_ttl: '' }
