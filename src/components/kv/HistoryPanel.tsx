import { Radio } from '@mantine/core'
import { useState } from 'react'
import { Payloads } from '~/components/messages/Compare.tsx'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { useBucketBlock, useRestore } from '~/hooks/kv-actions.ts'
import { useKeyHistory } from '~/hooks/kv.ts'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { restoredTtlWords } from '~/lib/kv/ttl.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { operationWords } from './kv-words.ts'

type Props = {
  bucket: Bucket
  name: string
  latest: KvEntry | undefined
  client: PayloadClient
  /** The past is looked at: nothing is restored from here, and the revision of then (if there was one) is marked. */
  then?: { revision: bigint | undefined }
  /** A value was written anew: "Restored", as that revision. */
  onRestored?: (done: string, revision: bigint) => void
}

/** Every kept revision of a key, newest first; any two are compared, any value can be restored. */
export function HistoryPanel({ bucket, name, latest, client, then, onRestored }: Props) {
  const query = useKeyHistory(bucket, name, latest?.revision)
  const block = useBucketBlock(bucket)
  const [left, setLeft] = useState<bigint>()
  const [right, setRight] = useState<bigint>()
  const [restoring, setRestoring] = useState<KvEntry>()
  const failure = failureOf(query)
  if (failure) return <ErrorNote error={failure} />
  if (!query.data) return <Loading lines={8} label="Loading the history" />
  const rows = query.data.toReversed()
  // Until two are chosen: what the newest one changed.
  const a = rows.find((e) => e.revision === (left ?? then?.revision)) ?? rows[1]
  const b = rows.find((e) => e.revision === right) ?? rows[0]
  return (
    <>
      <p className="dim form-note">
        {plural(rows.length, 'revision')} kept; the bucket keeps at most {count(bucket.history)} of each key.
      </p>
      <div className="kv-history">
        <table className="plain" aria-label="History">
          <thead>
            <tr>
              <th>Compare</th>
              <th>Revision</th>
              <th>Operation</th>
              <th>Time</th>
              <th>Size</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {rows.map((e) => (
              <tr key={String(e.revision)}>
                <td>
                  <span style={{ display: 'inline-flex', gap: 8 }}>
                    <Radio
                      size="xs"
                      name="left"
                      aria-label={`Revision ${e.revision} on the left`}
                      checked={a?.revision === e.revision}
                      onChange={() => setLeft(e.revision)}
                    />
                    <Radio
                      size="xs"
                      name="right"
                      aria-label={`Revision ${e.revision} on the right`}
                      checked={b?.revision === e.revision}
                      onChange={() => setRight(e.revision)}
                    />
                  </span>
                </td>
                <td className="mono">
                  {count(e.revision)}
                  {then?.revision === e.revision && <span className="tag kv-gone">then</span>}
                </td>
                <td>{operationWords(e.operation, e.marker)}</td>
                <td className="mono time">
                  <Time at={e.created} />
                </td>
                <td>{e.operation === 'PUT' ? bytes(e.data.length) : ''}</td>
                <td>
                  {!then && e.operation === 'PUT' && e.revision !== latest?.revision && (
                    <ActionButton size="compact-xs" variant="default" disabledReason={block} onClick={() => setRestoring(e)}>
                      Restore
                    </ActionButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {a && b && a.revision !== b.revision && (
        <section className="form" aria-label="Comparison">
          <div className="diff-heads dim" aria-hidden>
            <span>Revision {count(a.revision)}</span>
            <span>Revision {count(b.revision)}</span>
          </div>
          <Payloads
            key={`${a.revision} ${b.revision}`}
            a={a.data}
            b={b.data}
            client={client}
            labelA={`Value of revision ${a.revision}`}
            labelB={`Value of revision ${b.revision}`}
          />
        </section>
      )}
      {restoring && (
        <RestoreForm
          bucket={bucket}
          name={name}
          old={restoring}
          latest={latest}
          onClose={() => setRestoring(undefined)}
          onDone={(revision) => {
            setRestoring(undefined)
            onRestored?.('Restored', revision)
          }}
        />
      )}
    </>
  )
}

type RestoreProps = {
  bucket: Bucket
  name: string
  old: KvEntry
  latest: KvEntry | undefined
  onClose: () => void
  onDone: (revision: bigint) => void
}

/** Says what is restored over what. */
function RestoreForm({ bucket, name, old, latest, onClose, onDone }: RestoreProps) {
  const [over] = useState(latest?.revision) // what was looked at, not what may come meanwhile
  const restore = useRestore(bucket)
  const block = useBucketBlock(bucket)
  return (
    <Dialog onClose={onClose} title={`Restore revision ${count(old.revision)} of ${visible(name)}?`}>
      <div className="form">
        <p className="form-note">
          Its value is written as a new revision{over === undefined ? '' : ` after ${count(over)}`}.{' '}
          {bucket.history === 1 ? 'The bucket keeps one revision, so the present value goes.' : 'The history stays.'}{' '}
          {restoredTtlWords(bucket, old)}
        </p>
        {restore.error && <ErrorNote error={explain(restore.error)} />}
        <div className="form-buttons">
          <ActionButton
            loading={restore.isPending}
            disabledReason={block}
            onClick={() => restore.mutate({ old, over }, { onSuccess: onDone })}
          >
            Restore it
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </div>
    </Dialog>
  )
}
