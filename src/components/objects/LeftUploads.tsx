import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useDiscardLeft, type LeftUpload } from '~/hooks/left-uploads.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { sentOf } from './left-match.ts'

/** So many are named. */
const SHOWN = 3

type Props = { bucket: ObjBucket; left: LeftUpload[]; block: string | undefined; onChoose: () => void }

/** Uploads that a reload broke off: what is there of them, and what can be done about it. */
export function LeftUploads({ bucket, left, block, onChoose }: Props) {
  const discard = useDiscardLeft(bucket)
  if (left.length === 0) return null
  const sum = left.reduce((n, l) => n + sentOf(l), 0)
  return (
    <section className="kv-notice left-uploads" aria-label="Uploads that were broken off">
      <div>
        {plural(left.length, 'upload')} {left.length === 1 ? 'was' : 'were'} broken off when this page was left:{' '}
        {left.slice(0, SHOWN).map(({ record }, i) => (
          <span key={record.nuid}>
            {i > 0 && ', '}
            <span className="mono">{visible(record.name)}</span>
          </span>
        ))}
        {left.length > SHOWN && ` and ${count(left.length - SHOWN)} more`}. About {bytes(sum)} of{' '}
        {bytes(left.reduce((n, l) => n + l.record.size, 0))} are on the server and belong to no object. Drop or choose the same{' '}
        {left.length === 1 ? 'file' : 'files'} again to go on.
      </div>
      <div className="form-buttons">
        <ActionButton variant="default" disabledReason={block} onClick={onChoose}>
          {left.length === 1 ? 'Choose the file…' : 'Choose the files…'}
        </ActionButton>
        <ActionButton
          variant="default"
          color="red"
          disabledReason={block}
          loading={discard.isPending}
          onClick={() => discard.mutate(left)}
        >
          Take away what was sent
        </ActionButton>
      </div>
      {discard.error && <ErrorNote error={explain(discard.error)} />}
    </section>
  )
}
