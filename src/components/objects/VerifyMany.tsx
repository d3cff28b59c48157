import { useEffect, useRef } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useVerify } from '~/hooks/use-object-check.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { verifyCounts, verifyWords } from './verify-words.ts'
import { VerifyProgress } from './VerifyProgress.tsx'

type Props = { bucket: ObjBucket; infos: ObjectInfo[]; onClose: () => void }

const columns: GridColumn[] = [
  { id: 'name', header: 'Name', width: 'minmax(160px, 1fr)' },
  { id: 'size', header: 'Size', width: '90px', numeric: true },
  { id: 'result', header: 'Result', width: 'minmax(160px, 1fr)' },
]

/** Reads many objects through, one after another, with what was found of each and in all. */
export function VerifyMany({ bucket, infos, onClose }: Props) {
  const { state, view, failure, run, stop, onVisible } = useVerify(bucket)
  const begin = useRef(() => run(infos))
  useEffect(() => void begin.current(), [])
  const isBusy = state === 'busy'
  const links = infos.filter((i) => i.link).length
  return (
    <BulkModal
      title={`Verify ${plural(infos.length, 'object')}`}
      busy={isBusy ? 'Verifying objects' : undefined}
      onClose={onClose}
    >
      <p className="form-note">
        Each is read from the server and held against its digest; nothing is written.
        {links > 0 && ` Of ${plural(links, 'link')} what ${links === 1 ? 'it leads' : 'they lead'} to is read.`}
      </p>
      {failure && <ErrorNote error={failure} />}
      {isBusy && <VerifyProgress view={view} onStop={stop} />}
      {view && (
        <>
          <p className={view.counts.damaged > 0 ? 'form-note danger' : 'form-note'} role="status">
            {state === 'stopped' && 'Stopped. '}
            {verifyCounts(view.counts)}.
            {view.counts.damaged > 0 && ' Do not use the bytes of what is damaged: put it again from where it came from.'}
          </p>
          <div className="bulk-keys">
            <VirtualGrid
              label="What is verified"
              columns={columns}
              count={view.total}
              rowKey={(i) => i}
              onActivate={() => {}}
              onVisible={onVisible}
              renderRow={(i) => {
                const row = view.rows[i - view.first]
                if (!row) return { whole: <span className="dim">…</span> }
                const { label, tone } = verifyWords(row.result)
                return [
                  <span key="name" className="mono" title={row.name}>
                    {visible(row.name)}
                  </span>,
                  <span key="size" title={`${count(row.size)} bytes`}>
                    {bytes(row.size)}
                  </span>,
                  <span key="result" title={row.problem?.message}>
                    <span className={tone}>{label}</span>
                    {row.problem && <span className="dim">: {row.problem.message}</span>}
                  </span>,
                ]
              }}
            />
          </div>
        </>
      )}
      {!isBusy && (
        <div className="form-buttons">
          <ActionButton variant="default" disabledReason={undefined} onClick={() => void run(infos)}>
            Verify again
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Done
          </ActionButton>
        </div>
      )}
    </BulkModal>
  )
}
