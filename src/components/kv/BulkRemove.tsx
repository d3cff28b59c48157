import { isTyped } from '~/lib/typed-name.ts'
import { Checkbox, Radio, TextInput } from '@mantine/core'
import { useCallback, useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useBucketBlock } from '~/hooks/kv-actions.ts'
import { useKvBulk, type WhichKeys } from '~/hooks/use-kv-bulk.ts'
import { chooseFile, saveBlob } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import type { BulkShown } from '~/lib/kv/bulk-list.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { BulkKeys } from './BulkKeys.tsx'
import { BulkModal } from './BulkModal.tsx'
import { BulkOutcome } from './BulkOutcome.tsx'
import { BulkProgress } from './BulkProgress.tsx'
import { doneOf, resultParts } from './bulk-words.ts'
import { CopyNote, writtenName } from './CopyNote.tsx'

type Props = { bucket: Bucket; which: WhichKeys; lend: (port: MessagePort) => void; onClose: (changed: boolean) => void }

const SAVING = 'Saving what goes'
const REMOVING = 'Removing keys'

/** Shows exactly which keys go, saves them if wanted, and deletes or purges each at the revision that was shown. */
export function BulkRemove({ bucket, which, lend, onClose }: Props) {
  const bulk = useKvBulk(bucket, { which, lend, exact: true })
  const [how, setHow] = useState<'delete' | 'purge'>('delete')
  const [wantsSave, setWantsSave] = useState<boolean>()
  const [typed, setTyped] = useState('')
  const [begun, setBegun] = useState(false)
  const [saved, setSaved] = useState<string>()
  /** What was handed to a browser that does not say whether the file arrived. */
  const [handed, setHanded] = useState<{ name: string; blob: Blob }>()
  const [shown, setShown] = useState<BulkShown>([])
  const block = useBucketBlock(bucket)
  const { view, chosen, failure, busy, run, want } = bulk
  const onVisible = useCallback((first: number) => want({ first }), [want])
  const show = (what: BulkShown) => {
    setShown(what)
    want({ shown: what, first: 0 })
  }
  // A marker pushes the value out where one revision is kept; a purge takes all of them.
  const isLost = how === 'purge' || bucket.history === 1
  const saves = wantsSave ?? isLost
  const keys = chosen?.keys ?? 0
  const idle = how === 'delete' ? (chosen?.markers ?? 0) : 0
  const verb = how === 'delete' ? 'Delete' : 'Purge'
  const reason =
    block ??
    (keys - idle === 0 ? 'There is nothing to remove' : undefined) ??
    (keys > 1 && !isTyped(typed, writtenName(bucket)) ? 'Type the name of the bucket first' : undefined)

  /** Whether all is known to be saved; the file is asked for at once, while the click still counts. */
  const save = async (): Promise<boolean> => {
    const name = `${bucket.name}-removed.ndjson`
    const handle = await chooseFile(name)
    if (handle === 'cancelled') return false
    const history = how === 'purge' && bucket.history > 1
    const done = await run(SAVING, (w) => w.save({ format: 'ndjson', history }, handle))
    if (!done) return false
    if (done.blob) {
      saveBlob(name, done.blob)
      setHanded({ name, blob: done.blob })
      return false
    }
    setSaved(`${plural(done.keys, 'key')} saved to ${handle?.name ?? name}`)
    return true
  }
  const remove = async (first: boolean) => {
    setBegun(true)
    await run(REMOVING, (w) => w.remove(first ? how : undefined))
    bulk.refresh()
  }
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (reason) return
    if (saves && !(await save())) return
    await remove(true)
  }
  const goOn = async () => {
    if (block || !handed) return
    setSaved(`What goes was handed to the browser as ${handed.name}`)
    setHanded(undefined)
    await remove(true)
  }
  const retry = () => void run('Trying again', async (w) => (await w.retry(), { value: true })).then(() => remove(false))
  const { done, total } = doneOf(view?.counts ?? {})
  return (
    <BulkModal title={`Remove keys from ${bucket.name}`} busy={busy} onClose={() => onClose(begun)}>
      <CopyNote bucket={bucket} />
      {failure && <ErrorNote error={failure} />}
      {!view || !chosen ? (
        !failure && <Loading lines={8} label="Gathering the keys" />
      ) : (
        <>
          {!begun && (
            <p className="form-note" role="status">
              <b>{plural(keys, 'key')}</b>, {bytes(chosen.bytes)} of values, at the revisions below.
              {chosen.markers > 0 && ` ${count(chosen.markers)} of them deleted already.`} A key that somebody changes before it
              goes is left and reported.
            </p>
          )}
          <div className="bulk-keys">
            <BulkKeys label="Keys to remove" view={view} says={begun ? 'result' : 'nothing'} onVisible={onVisible} />
          </div>
          {saved && <p className="form-note ok">{saved}.</p>}
          {busy === SAVING ? (
            <BulkProgress
              label={SAVING}
              view={view}
              done={view.progress?.done ?? 0}
              total={view.progress?.total ?? keys}
              onCancel={bulk.cancel}
            />
          ) : begun && busy ? (
            <BulkProgress label={REMOVING} view={view} done={done} total={total} onCancel={bulk.cancel} />
          ) : begun ? (
            <BulkOutcome
              bulk={bulk}
              parts={resultParts(view.counts, 'removed')}
              shown={shown}
              setShown={show}
              block={block}
              file={`${bucket.name}-results.ndjson`}
              onRetry={retry}
              onGoOn={() => void remove(false)}
              onClose={() => onClose(true)}
            />
          ) : handed ? (
            <Handed
              name={handed.name}
              what={`${verb} ${plural(keys - idle, 'key')}`}
              block={block}
              onGoOn={() => void goOn()}
              onAgain={() => saveBlob(handed.name, handed.blob)}
              onBack={() => setHanded(undefined)}
            />
          ) : (
            <form onSubmit={(e) => void submit(e)} className="form">
              <Radio.Group label="How" value={how} onChange={(v) => setHow(v)}>
                <div className="stack bulk-options">
                  <Radio
                    size="xs"
                    value="delete"
                    label="Delete: leave a marker"
                    description={`Readers find no value. ${
                      bucket.history > 1
                        ? 'The history stays, and each value can be restored from it.'
                        : 'The bucket keeps one revision, so the values go.'
                    }`}
                  />
                  <Radio
                    size="xs"
                    value="purge"
                    label="Purge: take the history too"
                    description={
                      bucket.deny_purge
                        ? 'The bucket does not allow keys to be purged'
                        : 'Every revision of the keys is removed for good; a marker is left of each.'
                    }
                    disabled={bucket.deny_purge}
                  />
                </div>
              </Radio.Group>
              <Checkbox
                label="Save what goes to a file first"
                description={
                  how === 'purge' && bucket.history > 1
                    ? 'NDJSON with every revision; an import puts the latest values back'
                    : 'NDJSON; an import puts the values back'
                }
                checked={saves}
                onChange={(e) => setWantsSave(e.currentTarget.checked)}
              />
              {keys > 1 && (
                <TextInput
                  label={`Type ${writtenName(bucket)} to ${how} ${plural(keys - idle, 'key')}`}
                  className="mono-input"
                  autoComplete="off"
                  value={typed}
                  onChange={(e) => setTyped(e.currentTarget.value)}
                />
              )}
              <div>
                <ActionButton type="submit" color="red" loading={busy !== undefined} disabledReason={reason}>
                  {verb} {plural(keys - idle, 'key')}
                </ActionButton>
              </div>
            </form>
          )}
        </>
      )}
    </BulkModal>
  )
}

type HandedProps = {
  name: string
  what: string
  block: string | undefined
  onGoOn: () => void
  onAgain: () => void
  onBack: () => void
}

/** Where a browser cannot say whether a file arrived, nothing goes before the operator has said so. */
function Handed({ name, what, block, onGoOn, onAgain, onBack }: HandedProps) {
  return (
    <div className="form">
      <p className="form-note attention" role="status">
        The browser was given <b className="mono">{name}</b>, but does not tell this page whether it has arrived. Nothing has been
        removed yet: look for the file among your downloads first.
      </p>
      <div className="form-buttons">
        <ActionButton color="red" disabledReason={block} onClick={onGoOn}>
          I have the file: {what}
        </ActionButton>
        <ActionButton variant="default" disabledReason={undefined} onClick={onAgain}>
          Save it again
        </ActionButton>
        <ActionButton variant="default" disabledReason={undefined} onClick={onBack}>
          Back
        </ActionButton>
      </div>
    </div>
  )
}
