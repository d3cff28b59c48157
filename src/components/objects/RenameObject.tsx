import { useEffect, useState } from 'react'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useRenameObject } from '~/hooks/object-actions.ts'
import { explain } from '~/hooks/use-connection.ts'
import type { ObjectsHook } from '~/hooks/use-objects.ts'
import { folderOf } from '~/lib/obj/folder-view.ts'
import { objectNameProblem } from '~/lib/obj/names.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { brokenWords } from './meta-words.ts'
import { ageWords } from './object-words.ts'
import { ObjectNameInput } from './ObjectNameInput.tsx'
import { useTaken } from './use-taken.ts'

type Props = {
  bucket: ObjBucket
  info: ObjectInfo
  objects: Pick<ObjectsHook, 'infos' | 'linksTo' | 'seen'>
  block: string | undefined
  onClose: () => void
  /** It is called so now. */
  onRenamed: (name: string) => void
}

/** Gives an object another name, and with a folder in it another place; its bytes stay where they are. */
export function RenameObject({ bucket, info, objects, block, onClose, onRenamed }: Props) {
  const [base] = useState(info) // what was looked at, not what may come meanwhile
  const [name, setName] = useState(base.name)
  const rename = useRenameObject(bucket)
  const links = useLinksTo(objects, base)
  const isSame = name === base.name
  const isTaken = useTaken(objects, isSame ? '' : name) && !rename.isPending && !rename.isSuccess
  const refused = rename.error ? explain(rename.error) : undefined
  const isTakenNow = refused?.kind === 'conflict' && info.revision === base.revision
  const problem =
    objectNameProblem(name) ??
    (isTaken || isTakenNow ? 'There is an object of this name: choose another, or delete that first' : undefined)
  const changed =
    info.revision === base.revision || rename.isPending || rename.isSuccess
      ? undefined
      : 'Somebody else changed the object: close this and look at it first'
  const reason = block ?? changed ?? (isSame ? 'It has this name already' : undefined) ?? problem
  const submit = () =>
    rename.mutate(
      { info: base, name },
      {
        onSuccess: (now) => void objects.seen(name, now.revision).then(() => onRenamed(name)),
      },
    )
  const [from, to] = [folderOf(base.name), folderOf(name)]
  return (
    <Dialog onClose={onClose} size="lg" title={`Rename ${visible(base.name)}`}>
      <form
        className="form"
        onSubmit={(e) => {
          e.preventDefault()
          if (!reason && !rename.isPending) submit()
        }}
      >
        <ObjectNameInput
          label="New name"
          description="Slashes make folders: another folder in the name moves it there"
          isFirst
          value={name}
          isRemarked={!isSame}
          problem={isSame ? undefined : problem}
          onChange={(typed) => {
            setName(typed)
            if (rename.error) rename.reset() // the answer was to what was typed before
          }}
        />
        <p className="form-note" role="status">
          {from === to ? 'It stays in its folder' : `It moves to ${to === '' ? 'the top of the bucket' : visible(to)}`}. Its
          bytes, its digest and what is said about it stay as they are.
        </p>
        {ageWords(bucket) && <p className="form-note attention">{ageWords(bucket)}</p>}
        {links.links > 0 && <p className="form-note attention">{brokenWords(links)}.</p>}
        {changed && <p className="form-note danger">{changed}</p>}
        {refused && !isTakenNow && <ErrorNote error={refused} />}
        <SubmitButtons loading={rename.isPending} disabledReason={reason} onCancel={onClose}>
          {from === to ? 'Rename' : 'Move'}
        </SubmitButtons>
      </form>
    </Dialog>
  )
}

/** The links of this bucket that lead to an object. */
function useLinksTo({ linksTo }: Pick<ObjectsHook, 'linksTo'>, { bucket, name }: ObjectInfo) {
  const [links, setLinks] = useState<Awaited<ReturnType<typeof linksTo>>>({ links: 0, names: [] })
  useEffect(() => {
    let isLatest = true
    void linksTo(bucket, name).then((found) => isLatest && setLinks(found))
    return () => {
      isLatest = false
    }
  }, [linksTo, bucket, name])
  return links
}
