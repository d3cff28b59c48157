import { Anchor } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { refusalFrom } from '~/hooks/bucket-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { useFirstProblem } from '~/hooks/use-first-problem.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { BucketDraft } from './bucket-draft.ts'
import type { BucketField } from './bucket-fields.ts'
import { bucketProblems } from './bucket-problems.ts'
import { refusalOf } from './bucket-refusals.ts'
import { BucketFields } from './BucketFields.tsx'
import { WriteError } from './WriteError.tsx'

export type CreateProps = {
  draft: BucketDraft
  setDraft: (draft: BucketDraft) => void
  onClose: () => void
  /** Goes to a bucket. */
  onShow: (name: string) => void
}

type Props = CreateProps & {
  title: string
  fields: BucketField[]
  empty: BucketDraft
  write: { isPending: boolean; error: Error | null; reset: () => void }
  /** Asks the server for what the form says, which is without problems. */
  create: (draft: BucketDraft, onMade: (made: { name: string }) => void) => void
}

/** Makes a bucket where there is none of its name; what the server refuses is told at the field that it is about. */
export function CreateBucketForm({ draft, setDraft, onClose, onShow, write, ...kind }: Props) {
  const [asked, setAsked] = useState(0)
  const form = useFirstProblem(asked, write.error)
  const block = useWriteBlock()
  const apiLevel = useApiLevel()
  const fields = kind.fields.filter((f) => isShown(f, draft))
  const problems = bucketProblems(draft, usable(fields, apiLevel))
  const wrong = Object.keys(problems).length
  const refusal = write.error ? refusalOf(refusalFrom(write.error), draft, fields) : undefined
  const taken = refusal?.isTaken ? draft.name.trim() : undefined
  const refused = refusal && {
    [refusal.key]: taken ? <Taken words={refusal.words} name={taken} onShow={onShow} /> : refusal.words,
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(asked + 1)
    if (block || wrong > 0 || write.isPending) return
    kind.create(clean(draft, apiLevel), (made) => {
      setDraft(kind.empty)
      onShow(made.name)
    })
  }
  return (
    <Dialog onClose={onClose} size={840} title={kind.title}>
      <form ref={form} onSubmit={submit} className="form" noValidate>
        <BucketFields
          fields={fields}
          draft={draft}
          edited={[]}
          errors={{ ...(asked > 0 ? problems : {}), ...refused }}
          blocks={draft.copies === 'mirror' ? { marker_ttl: 'A mirror has the markers of the bucket that it copies' } : {}}
          onChange={(next) => {
            setDraft(next)
            if (write.error) write.reset() // the answer was to what was typed before
          }}
        />
        {write.error && !refusal && <WriteError error={write.error} />}
        <SubmitButtons loading={write.isPending} disabledReason={block} onCancel={onClose}>
          Create the bucket
        </SubmitButtons>
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
