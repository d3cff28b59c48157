import { useState } from 'react'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useLookAtMany } from '~/hooks/object-actions.ts'
import { useFollowLink, useObjectBlock, useObjectBucket } from '~/hooks/objects.ts'
import { startCopies, type Copy } from '~/hooks/transfers.ts'
import { explain, useConnection } from '~/hooks/use-connection.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { objectNameProblem } from '~/lib/obj/names.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { BucketSelect } from './BucketSelect.tsx'
import { copyClash } from './copy-clash.ts'
import { ObjectNameInput } from './ObjectNameInput.tsx'
import { Overwrite } from './Overwrite.tsx'
import type { Replacing } from './overwrite-choice.ts'

type Props = {
  bucket: ObjBucket
  /** The folder that is looked at: of several, its name is left out of theirs. */
  folder: string
  infos: ObjectInfo[]
  onClose: (begun: boolean) => void
}

type Asked = { free: Copy[]; taken: (Copy & { old: Replacing['old'] })[] }

/** Copies one object under a name, or several into a folder, to this bucket or another; what is there is replaced only when it is said. */
export function CopyObjects({ bucket, folder, infos, onClose }: Props) {
  const conn = useConnection()
  const one = infos.length === 1 ? infos[0] : undefined
  const objects = one ? infos : infos.filter((i) => !i.link)
  const links = infos.length - objects.length
  const [at, setAt] = useState(bucket.name)
  const [name, setName] = useState(one ? one.name : folder)
  const [asked, setAsked] = useState<Asked>()
  const place = useObjectBucket(at)
  const where = at === bucket.name ? bucket : place.data
  const block = useObjectBlock(where ?? bucket)
  const follow = useFollowLink(bucket)
  const look = useLookAtMany()
  const to = one || name === '' || name.endsWith('/') ? name : `${name}/`
  const nameOf = (info: ObjectInfo) => (one ? to : to + info.name.slice(folder.length))
  const wrong = objects.map((i) => objectNameProblem(nameOf(i))).find(Boolean)
  const names = objects.map((i) => i.name)
  const problem = wrong ?? (at === bucket.name ? copyClash(names, objects.map(nameOf)) : undefined)
  const reason =
    (objects.length === 0 ? 'There is nothing to copy: links are made anew where they are wanted' : undefined) ??
    block ??
    (where ? undefined : 'Looking at the bucket') ??
    problem
  const failure = follow.error ?? look.error ?? place.error
  const isBusy = follow.isPending || look.isPending
  const begin = (copies: Copy[]) => {
    startCopies(
      conn,
      copies.map(({ from, info, bucket: target, name: n, replace }) => ({ from, info, bucket: target, name: n, replace })),
    )
    onClose(true)
  }
  const submit = async () => {
    if (!where) return
    // What failed is told below.
    try {
      const sources = one?.link ? [await follow.mutateAsync(one)] : objects.map((info) => ({ bucket, info }))
      const copies = sources.map((s, i): Copy => ({
        from: s.bucket,
        info: s.info,
        bucket: where,
        name: nameOf(objects[i] as ObjectInfo), // one source for each
        replace: 'nothing',
      }))
      const there = await look.mutateAsync({ bucket: where, names: copies.map((c) => c.name) })
      const taken = copies.flatMap((c) => {
        const old = there.get(c.name)
        return old ? [{ ...c, replace: old.revision, old }] : []
      })
      const free = copies.filter((c) => !there.has(c.name))
      if (taken.length === 0) begin(free)
      else setAsked({ free, taken })
    } catch {}
  }
  if (asked) {
    return (
      <Overwrite
        comes="copy"
        items={asked.taken.map(({ name: n, info, old }) => ({
          name: n,
          size: info.size,
          modified: Date.parse(info.mtime),
          old,
          digest: info.digest,
          meta: info,
        }))}
        others={asked.free.length}
        block={block}
        lookAt={(names) => look.mutateAsync({ bucket: where ?? bucket, names })}
        onGo={(chosen) => {
          const over = asked.taken.flatMap((c) => {
            const replace = chosen.get(c.name)
            return replace === undefined ? [] : [{ ...c, replace }]
          })
          begin([...asked.free, ...over])
        }}
        onClose={() => setAsked(undefined)}
      />
    )
  }
  const sum = objects.reduce((n, i) => n + i.size, 0)
  return (
    <Dialog onClose={() => onClose(false)} size="lg" title={`Copy ${one ? visible(one.name) : plural(objects.length, 'object')}`}>
      <form
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (!reason && !isBusy) void submit()
        }}
      >
        <p className="form-note">
          {one?.link ? 'What the link leads to is copied. ' : `${bytes(sum)} (${count(sum)} bytes). `}
          The bytes go through this browser and are held against their digest; the transfers below show how far they are. What is
          said about {one ? 'it' : 'them'} goes along.
        </p>
        <div className="form-columns">
          <BucketSelect label="To the bucket" value={at} onChange={setAt} isWritten />
          <ObjectNameInput
            label={one ? 'Name there' : 'Into the folder'}
            {...(one ? {} : { description: 'Names are kept below it; empty: at the top of the bucket' })}
            isFirst
            value={name}
            problem={problem}
            isRemarked={name !== (one ? one.name : folder)}
            onChange={setName}
          />
        </div>
        {links > 0 && <p className="form-note attention">{plural(links, 'link')} left out: they have no bytes of their own.</p>}
        {failure && <ErrorNote error={explain(failure)} />}
        <SubmitButtons loading={isBusy} disabledReason={reason} onCancel={() => onClose(false)}>
          Copy {one ? '' : plural(objects.length, 'object')}
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
