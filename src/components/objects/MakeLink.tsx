import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useLinkObject } from '~/hooks/object-actions.ts'
import { useObjectBlock, useObjectBucket } from '~/hooks/objects.ts'
import { explain } from '~/hooks/use-connection.ts'
import type { ObjectsHook } from '~/hooks/use-objects.ts'
import { objectNameProblem } from '~/lib/obj/names.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { BucketSelect } from './BucketSelect.tsx'
import { ObjectNameInput } from './ObjectNameInput.tsx'
import { useTaken } from './use-taken.ts'

type Props = {
  /** The bucket that is looked at. */
  bucket: ObjBucket
  /** The folder that is looked at: a name begins with it. */
  folder: string
  /** What the link leads to; without, that is asked for. */
  target?: ObjectInfo | undefined
  objects: Pick<ObjectsHook, 'infos' | 'seen'>
  onClose: () => void
  /** The link is there. */
  onMade: (bucket: string, name: string) => void
}

/** Makes a link to an object, or to a whole bucket, under a name that is free. */
export function MakeLink({ bucket, folder, target, objects, onClose, onMade }: Props) {
  const [at, setAt] = useState(bucket.name)
  const [name, setName] = useState(target ? `${target.name} link` : folder)
  const [toBucket, setToBucket] = useState(bucket.name)
  const [toName, setToName] = useState('')
  const [asked, setAsked] = useState(false)
  const place = useObjectBucket(at)
  const where = at === bucket.name ? bucket : place.data
  const block = useObjectBlock(where ?? bucket)
  const link = useLinkObject(where ?? bucket)
  const isTaken = useTaken(objects, at === bucket.name ? name : '') && !link.isPending && !link.isSuccess
  const refused = link.error ? explain(link.error) : undefined
  const nameProblem =
    objectNameProblem(name) ??
    (name.endsWith('/') ? 'The name ends with its folder: give the link a name in it' : undefined) ??
    (isTaken || refused?.kind === 'conflict' ? 'There is an object of this name: choose another' : undefined)
  const to = target
    ? { bucket: target.bucket, name: target.name }
    : { bucket: toBucket, ...(toName === '' ? {} : { name: toName }) }
  const itself = to.bucket === at && to.name === name ? 'A link cannot lead to itself' : undefined
  const toRefused = !target && (refused?.kind === 'not-found' || refused?.kind === 'invalid') ? refused : undefined
  const reason = block ?? (where ? undefined : 'Looking at the bucket')
  const submit = () => {
    setAsked(true)
    if (reason || nameProblem || itself || link.isPending || !where) return
    link.mutate(
      { name, to },
      {
        onSuccess: (made) => {
          const seen = at === bucket.name ? objects.seen(name, made.revision) : Promise.resolve()
          void seen.then(() => onMade(at, name))
        },
      },
    )
  }
  const changed = () => link.error && link.reset() // the answer was to what was typed before
  return (
    <Dialog onClose={onClose} size="lg" title={target ? `Link to ${visible(target.name)}` : 'New link'}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          submit()
        }}
      >
        <p className="form-note">
          A link has no bytes of its own: who gets it gets what it leads to. It follows no rename, and leads to nothing once its
          target is gone.
        </p>
        {!target && (
          <div className="form-columns">
            <BucketSelect
              label="Leads to the bucket"
              value={toBucket}
              onChange={(b) => {
                setToBucket(b)
                changed()
              }}
              isWritten={false}
              isFirst
            />
            <TextInput
              label="and the object"
              description="Empty: to the bucket as a whole"
              className="mono-input"
              autoComplete="off"
              value={toName}
              error={toRefused ? `${toRefused.message}${toRefused.next ? `. ${toRefused.next}` : ''}` : undefined}
              onChange={(e) => {
                setToName(e.currentTarget.value)
                changed()
              }}
            />
          </div>
        )}
        <div className="form-columns">
          {target && (
            <BucketSelect
              label="In the bucket"
              value={at}
              onChange={(b) => {
                setAt(b)
                changed()
              }}
              isWritten
            />
          )}
          <ObjectNameInput
            label="Name of the link"
            isFirst={target !== undefined}
            value={name}
            problem={(asked || isTaken || refused?.kind === 'conflict' ? nameProblem : undefined) ?? itself}
            onChange={(typed) => {
              setName(typed)
              changed()
            }}
          />
        </div>
        {refused && refused.kind !== 'conflict' && !toRefused && <ErrorNote error={refused} />}
        <SubmitButtons loading={link.isPending} disabledReason={reason} onCancel={onClose}>
          Make the link
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
