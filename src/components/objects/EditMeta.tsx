import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { ConfigDiff } from '~/components/shared/ConfigDiff.tsx'
import { ReviewButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { metaAfter, useMetaLimit, useUpdateMeta } from '~/hooks/object-actions.ts'
import { explain } from '~/hooks/use-connection.ts'
import { useFirstProblem } from '~/hooks/use-first-problem.ts'
import { plural } from '~/lib/format.ts'
import { fromMetaDraft, metaChanges, metaProblems, rebased, toMetaDraft, type MetaChange } from '~/lib/obj/meta-draft.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { keepObjectDraft, objectDraftName, useObjectDraft } from '~/stores/object-drafts.ts'
import { MetaRows } from './MetaRows.tsx'
import { MetaChanges } from './MetaChanges.tsx'
import { ageWords } from './object-words.ts'
import { TheirMeta } from './TheirMeta.tsx'

type Props = { bucket: ObjBucket; info: ObjectInfo; block: string | undefined; onClose: (done?: string) => void }

/** Edits what is said about an object, shows the difference, then applies it: only over what was looked at. */
export default function EditMeta({ bucket, info, block, onClose }: Props) {
  const name = objectDraftName(useConnectionLabel(), bucket, info.name)
  const kept = useObjectDraft(name)
  const [opened, setOpened] = useState(() => ({ base: info, draft: toMetaDraft(info) }))
  const { base, draft } = kept ?? opened
  const [asked, setAsked] = useState(0)
  const [isReviewed, setReviewed] = useState(false)
  const update = useUpdateMeta(bucket)
  const form = useFirstProblem(asked, update.error)
  const limitOf = useMetaLimit(bucket)
  const mine = fromMetaDraft(draft)
  const changes = metaChanges(base, mine)
  const problems = metaProblems(draft)
  const isWrong = problems.headers.size + problems.metadata.size > 0
  const tooLarge = isWrong ? undefined : limitOf(base, mine)
  // One's own change comes back with the list too, before the form closes.
  const isOvertaken = info.revision !== base.revision && !update.isPending && !update.isSuccess
  const reason =
    (info.deleted ? 'Somebody else deleted the object: there is nothing to say about it' : undefined) ??
    (isOvertaken ? 'Somebody else changed the object: decide above first' : undefined)
  const nothing = changes.length === 0 ? 'Nothing is changed yet' : undefined
  const set = (change: Partial<typeof draft>) => {
    keepObjectDraft(name, { base, draft: { ...draft, ...change } })
    if (update.error) update.reset() // the answer was to what was typed before
  }
  const begin = () => {
    keepObjectDraft(name, undefined)
    setOpened({ base: info, draft: toMetaDraft(info) })
    update.reset()
    setReviewed(false)
  }
  const rebase = () => {
    keepObjectDraft(name, { base: info, draft: toMetaDraft(rebased(base, info, mine)) })
    update.reset()
    setReviewed(false)
  }
  const done = () => {
    keepObjectDraft(name, undefined)
    onClose(`${plural(changes.length, 'change')} saved`)
  }
  return (
    <Dialog onClose={() => onClose()} size={840} title={`Edit ${visible(info.name)}`} closeOnClickOutside={false}>
      <form
        ref={form}
        className="form"
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          if (nothing || reason || isReviewed) return
          setAsked(asked + 1)
          if (!isWrong && !tooLarge) setReviewed(true)
        }}
      >
        {isOvertaken && !info.deleted && <TheirMeta base={base} theirs={info} mine={mine} onRebase={rebase} onDiscard={begin} />}
        {!isReviewed ? (
          <>
            <Textarea
              label="Description"
              data-autofocus
              autosize
              minRows={1}
              maxRows={6}
              value={draft.description}
              onChange={(e) => set({ description: e.currentTarget.value })}
            />
            <MetaRows
              label="Headers"
              one="header"
              hint="As clients hand them on, Content-Type and the like. One name may have several values: a row for each."
              rows={draft.headers}
              problems={asked > 0 ? problems.headers : none}
              onChange={(headers) => set({ headers })}
            />
            <MetaRows
              label="Metadata"
              one="pair"
              hint="Anything else that is known of it. Each name once."
              rows={draft.metadata}
              problems={asked > 0 ? problems.metadata : none}
              onChange={(metadata) => set({ metadata })}
            />
            {tooLarge && (
              <p className="form-note danger" role="alert">
                {tooLarge}
              </p>
            )}
          </>
        ) : (
          <Review changes={changes} base={base} after={() => metaAfter(base, mine)} />
        )}
        {isReviewed && ageWords(bucket) && <p className="form-note attention">{ageWords(bucket)}</p>}
        {update.error && <ErrorNote error={explain(update.error)} />}
        <ReviewButtons
          changes={changes.length}
          isReviewed={isReviewed}
          reviewReason={reason ?? nothing}
          applyReason={block ?? reason}
          loading={update.isPending}
          onApply={() => update.mutate({ info: base, meta: mine }, { onSuccess: done })}
          onBack={() => setReviewed(false)}
          onDiscard={kept && begin}
        />
      </form>
    </Dialog>
  )
}

const none: ReadonlyMap<number, string> = new Map()

type ReviewProps = { changes: MetaChange[]; base: ObjectInfo; after: () => ObjectInfo['raw'] }

/** What will change, old beside new. */
function Review({ changes, base, after }: ReviewProps) {
  const [isRaw, setRaw] = useState(false)
  return (
    <>
      <div className="overwrite">
        <table className="plain" aria-label="Changes">
          <thead>
            <tr>
              <th>What</th>
              <th>Now</th>
              <th>After the change</th>
            </tr>
          </thead>
          <tbody>
            <MetaChanges changes={changes} />
          </tbody>
        </table>
      </div>
      <p className="dim form-note">The bytes of the object stay as they are, and so does all else in its meta.</p>
      <div>
        <Button variant="subtle" size="compact-xs" aria-expanded={isRaw} onClick={() => setRaw(!isRaw)}>
          {isRaw ? 'Hide' : 'Show'} the whole meta
        </Button>
      </div>
      {isRaw && <ConfigDiff a={base.raw} b={after()} labelA="Meta now" labelB="Meta after the change" isTimed={false} />}
    </>
  )
}
