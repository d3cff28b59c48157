import { Radio, SegmentedControl } from '@mantine/core'
import { useMemo, useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useIsLive } from '~/hooks/use-connection.ts'
import { useKvBulk, type WhichKeys } from '~/hooks/use-kv-bulk.ts'
import { chooseFile, saveBlob } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { BulkModal } from './BulkModal.tsx'
import { BulkProgress } from './BulkProgress.tsx'

type Props = {
  bucket: Bucket
  chosen: WhichKeys | undefined
  shown: WhichKeys
  /** Why those that are shown cannot be exported yet. */
  shownReason: string | undefined
  lend: (port: MessagePort) => void
  onClose: () => void
}

const EXPORTING = 'Exporting'

/** Writes keys with their values, or all of their history, into a file. */
export function BulkExport({ bucket, chosen, shown, shownReason, lend, onClose }: Props) {
  const [scope, setScope] = useState<'chosen' | 'shown' | 'whole'>(chosen ? 'chosen' : shownReason ? 'whole' : 'shown')
  const [history, setHistory] = useState(false)
  const [format, setFormat] = useState<'ndjson' | 'json'>('ndjson')
  const [said, setSaid] = useState<string>()
  const which = useMemo(() => (scope === 'whole' ? undefined : scope === 'chosen' ? chosen : shown), [scope, chosen, shown])
  const bulk = useKvBulk(bucket, { which, lend })
  const isLive = useIsLive()
  const { view, failure, busy, run } = bulk
  const keys = bulk.chosen?.keys
  const reason = !isLive
    ? 'Not connected: it can be exported when the connection is back'
    : scope === 'whole'
      ? undefined
      : keys === undefined
        ? 'The keys are being gathered'
        : keys === 0
          ? 'There is no key'
          : undefined
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (reason || busy) return
    setSaid(undefined)
    const name = `${bucket.name}.${format}`
    const handle = await chooseFile(name)
    if (handle === 'cancelled') return
    const done = await run(EXPORTING, (w) => w.save({ format, history, whole: scope === 'whole' }, handle))
    if (!done) return
    if (done.blob) saveBlob(name, done.blob)
    const rest = [
      ...(done.markers > 0 ? [`${count(done.markers)} without a value left out`] : []),
      ...(done.gone > 0 ? [`${count(done.gone)} were gone by then`] : []),
    ]
    const what = history ? `${plural(done.entries, 'revision')} of ${plural(done.keys, 'key')}` : plural(done.keys, 'key')
    setSaid(`${what} saved to ${handle?.name ?? name}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}.`)
  }
  return (
    <BulkModal title={`Export keys of ${bucket.name}`} busy={busy} onClose={onClose}>
      <form onSubmit={(e) => void submit(e)} className="form">
        <fieldset className="plain form" disabled={busy !== undefined}>
          <Radio.Group label="Which keys" value={scope} onChange={(v) => setScope(v)}>
            <div className="stack bulk-options">
              {chosen && 'keys' in chosen && (
                <Radio size="xs" value="chosen" label={`The ${plural(chosen.keys.length, 'chosen key')}`} />
              )}
              <Radio
                size="xs"
                value="shown"
                label="All keys that the filters show"
                description={shownReason}
                disabled={!!shownReason}
              />
              <Radio size="xs" value="whole" label="The whole bucket" description="Read by itself, whatever the list shows" />
            </div>
          </Radio.Group>
          <Radio.Group label="What of them" value={history ? 'history' : 'latest'} onChange={(v) => setHistory(v === 'history')}>
            <div className="stack bulk-options">
              <Radio
                size="xs"
                value="latest"
                label="Latest values"
                description="What an import puts back; deleted keys have none"
              />
              <Radio
                size="xs"
                value="history"
                label="Every revision that is kept"
                description="With deletions; an import takes the latest of each key"
              />
            </div>
          </Radio.Group>
          <div>
            <SegmentedControl
              aria-label="Format"
              disabled={busy !== undefined}
              data={[
                { value: 'ndjson', label: 'NDJSON, an entry a line' },
                { value: 'json', label: 'JSON' },
              ]}
              value={format}
              onChange={(v) => setFormat(v)}
            />
          </div>
        </fieldset>
        <p className="dim form-note">Values that are not text are written as base64: no byte is changed.</p>
        {failure && <ErrorNote error={failure} />}
        {said && (
          <p className="form-note ok" role="status">
            {said}
          </p>
        )}
        {busy === EXPORTING && view ? (
          <BulkProgress
            label={view.progress?.isLooking ? 'Looking which keys there are' : EXPORTING}
            view={view}
            done={view.progress?.done ?? 0}
            total={view.progress?.total ?? keys ?? 0}
            onCancel={bulk.cancel}
          >
            <span className="dim num">about {bytes(view.progress?.chars ?? 0)}</span>
          </BulkProgress>
        ) : (
          <div>
            <ActionButton type="submit" disabledReason={reason}>
              Export {scope === 'whole' ? 'the whole bucket' : keys === undefined ? 'keys' : plural(keys, 'key')}
            </ActionButton>
          </div>
        )}
      </form>
    </BulkModal>
  )
}
