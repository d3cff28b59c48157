import { isTyped } from '~/lib/typed-name.ts'
import { TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useObjectBlock } from '~/hooks/objects.ts'
import type { ObjectsHook, RemovalRow, RemovalView, WhichObjects } from '~/hooks/use-objects.ts'
import { useRemoval } from '~/hooks/use-object-job.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { JobProgress } from './JobProgress.tsx'
import { countsWords, nameToType, resultWords } from './object-words.ts'

type Props = {
  bucket: ObjBucket
  which: WhichObjects
  objects: Pick<ObjectsHook, 'removal'>
  onClose: (changed: boolean) => void
}

/** Says exactly which objects go, as they are now, and deletes each if it is still what was looked at. */
export function DeleteObjects({ bucket, which, objects, onClose }: Props) {
  const { view, failure, isBusy, run, stop, onVisible } = useRemoval(bucket, which, objects)
  const [typed, setTyped] = useState('')
  const [begun, setBegun] = useState(false)
  const block = useObjectBlock(bucket)
  const name = view && nameToType(bucket.name, which, view)
  const reason =
    block ??
    (view?.total === 0 ? 'There is nothing to delete' : undefined) ??
    (name !== undefined && !isTyped(typed, name) ? `Type ${name} first` : undefined)
  const start = () => {
    setBegun(true)
    void run()
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) start()
  }
  const done = view ? view.total - view.counts.waiting : 0
  const open = view ? view.counts.waiting + view.counts.refused + view.counts.unsure : 0
  return (
    <BulkModal
      title={`Delete from ${bucket.name}`}
      busy={isBusy ? 'Deleting objects' : undefined}
      onClose={() => onClose(begun && open === 0)}
    >
      {failure && <ErrorNote error={failure} />}
      {!view ? (
        !failure && <Loading lines={6} label="Gathering what goes" />
      ) : (
        <>
          {!begun && <WhatGoes view={view} bucket={bucket} />}
          <div className="bulk-keys">
            <Rows view={view} hasResults={begun} onVisible={onVisible} />
          </div>
          {isBusy ? (
            <JobProgress
              label="Deleting objects"
              done={done}
              total={view.total}
              isWaiting={view.isWaiting}
              onCancel={() => void stop()}
            />
          ) : begun ? (
            <>
              <p className="form-note" role="status">
                {countsWords(view.counts)}.
              </p>
              <div className="form-buttons">
                {open > 0 && (
                  <ActionButton color="red" disabledReason={block} onClick={start}>
                    Go on with {count(open)}
                  </ActionButton>
                )}
                <ActionButton variant="default" disabledReason={undefined} onClick={() => onClose(open === 0)}>
                  Done
                </ActionButton>
              </div>
            </>
          ) : (
            <form onSubmit={submit} className="form">
              {name !== undefined && (
                <TextInput
                  label={`Type ${name} to delete ${plural(view.total, 'object')}`}
                  className="mono-input"
                  autoComplete="off"
                  data-autofocus
                  value={typed}
                  onChange={(e) => setTyped(e.currentTarget.value)}
                />
              )}
              <div className="form-buttons">
                <ActionButton type="submit" color="red" disabledReason={reason}>
                  Delete {plural(view.total, 'object')}
                </ActionButton>
                <ActionButton variant="default" disabledReason={undefined} onClick={() => onClose(false)}>
                  Cancel
                </ActionButton>
              </div>
            </form>
          )}
        </>
      )}
    </BulkModal>
  )
}

function WhatGoes({ view, bucket }: { view: RemovalView; bucket: ObjBucket }) {
  const { total, bytes: size, links, broken } = view
  return (
    <>
      <p className="form-note" role="status">
        <b>{plural(total, 'object')}</b>, {bytes(size)}
        {links > 0 && `, ${plural(links, 'link')} among them (what they lead to stays)`}. The bytes go for good; a note that there
        was such an object stays. One that somebody changes before it goes is left and told.
      </p>
      {bucket.deny_purge && (
        <p className="form-note attention">The bucket does not allow purging: the bytes stay in it, though nobody finds them.</p>
      )}
      {broken.links > 0 && (
        <p className="form-note attention">
          {plural(broken.links, 'link')} of this bucket will lead to nothing: {broken.names.map((n) => visible(n)).join(', ')}
          {broken.links > broken.names.length && ` and ${count(broken.links - broken.names.length)} more`}. Links in other buckets
          are not looked at.
        </p>
      )}
    </>
  )
}

const before: GridColumn[] = [
  { id: 'name', header: 'Name', width: 'minmax(160px, 1fr)' },
  { id: 'size', header: 'Size', width: '90px', numeric: true },
]
const after: GridColumn[] = [...before, { id: 'result', header: 'Result', width: 'minmax(180px, 1fr)' }]

type RowsProps = { view: RemovalView; hasResults: boolean; onVisible: (first: number) => void }

function Rows({ view: { rows, first, total }, hasResults, onVisible }: RowsProps) {
  return (
    <VirtualGrid
      label="What goes"
      columns={hasResults ? after : before}
      count={total}
      rowKey={(i) => i}
      onActivate={() => {}}
      onVisible={onVisible}
      renderRow={(i) => {
        const row = rows[i - first]
        return row ? cells(row, hasResults) : { whole: <span className="dim">…</span> }
      }}
    />
  )
}

function cells({ name, size, isLink, result, note }: RemovalRow, hasResults: boolean): ReactNode[] {
  const { label, tone } = resultWords(result)
  return [
    <span key="name" className="mono" title={name}>
      {visible(name)}
    </span>,
    isLink ? <span className="dim">link</span> : <span title={`${count(size)} bytes`}>{bytes(size)}</span>,
    ...(hasResults
      ? [
          <span key="result" title={note}>
            <span className={tone}>{label}</span>
            {note && <span className="dim">: {note}</span>}
          </span>,
        ]
      : []),
  ]
}
