import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useObjectBlock } from '~/hooks/objects.ts'
import { useMoves } from '~/hooks/use-object-job.ts'
import type { MoveRow, MoveView, ObjectsHook, WhichObjects } from '~/hooks/use-objects.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { asFolder, folderProblem } from '~/lib/obj/move-plan.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { JobProgress } from './JobProgress.tsx'
import { brokenWords } from './meta-words.ts'
import { ObjectNameInput } from './ObjectNameInput.tsx'
import { moveCountsWords, moveWords, plannedWords, planWords } from './object-words.ts'

type Props = {
  bucket: ObjBucket
  which: WhichObjects
  /** What all their names begin with, and what is to become another beginning: the folder itself, or the one that they are in. */
  from: string
  /** It is a folder that gets another name, not some of what is in it. */
  isFolder: boolean
  objects: Pick<ObjectsHook, 'moves'>
  /** `to`: where some have gone. */
  onClose: (to?: string) => void
}

/** Shows what every object of a folder will be called, renames each if it is still what was looked at, and says what became of each. */
export function MoveObjects({ bucket, which, from, isFolder, objects, onClose }: Props) {
  const { view, failure, isBusy, aim, run, stop, onVisible } = useMoves(bucket, which, from, objects)
  const [typed, setTyped] = useState(from)
  const [begun, setBegun] = useState(false)
  const block = useObjectBlock(bucket)
  const to = asFolder(typed)
  useEffect(() => aim(to), [aim, to])
  const problem =
    isFolder && to === ''
      ? 'A folder needs a name: to take what is in it to the top of the bucket, choose and move that'
      : folderProblem(from, to)
  const moving = view ? view.planned.free + view.planned.begun : 0
  const reason =
    block ??
    (view?.total === 0 ? 'There is nothing to rename' : undefined) ??
    problem ??
    (moving === 0 ? 'None of them can have its new name' : undefined)
  const start = () => {
    setBegun(true)
    void run()
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) start()
  }
  const counts = view?.counts
  const open = counts ? counts.waiting + counts.refused + counts.taken + counts.both + counts.unsure : 0
  const close = () => onClose(counts && counts.moved > 0 ? to : undefined)
  const where = visible(from === '' ? bucket.name : from)
  return (
    <BulkModal
      title={isFolder ? `Rename ${where}` : `Move from ${where}`}
      busy={isBusy ? 'Renaming objects' : undefined}
      onClose={close}
    >
      {failure && <ErrorNote error={failure} />}
      {!view ? (
        !failure && <Loading lines={6} label="Gathering what is renamed" />
      ) : (
        <form onSubmit={submit} className="form" noValidate>
          {!begun && (
            <ObjectNameInput
              label={isFolder ? 'New name of the folder' : 'Into the folder'}
              description={isFolder ? 'All of its path' : 'Names are kept below it; empty: at the top of the bucket'}
              isFirst
              value={typed}
              problem={to === from ? undefined : problem}
              isRemarked={to !== from}
              onChange={setTyped}
            />
          )}
          {!begun && <WhatMoves view={view} isAimed={to !== from} />}
          <div className="bulk-keys">
            <Rows view={view} hasResults={begun} isAimed={to !== from} onVisible={onVisible} />
          </div>
          {isBusy ? (
            <JobProgress
              label="Renaming objects"
              done={view.total - view.counts.waiting}
              total={view.total}
              isWaiting={view.isWaiting}
              onCancel={() => void stop()}
            />
          ) : begun ? (
            <>
              <p className="form-note" role="status">
                {moveCountsWords(view.counts)}. What is not renamed is there under its old name.
              </p>
              <div className="form-buttons">
                {open > 0 && (
                  <ActionButton disabledReason={block} onClick={start}>
                    Go on with {count(open)}
                  </ActionButton>
                )}
                <ActionButton variant="default" disabledReason={undefined} onClick={close}>
                  Done
                </ActionButton>
              </div>
            </>
          ) : (
            <div className="form-buttons">
              <ActionButton type="submit" disabledReason={reason}>
                {isFolder ? 'Rename' : 'Move'} {plural(moving, 'object')}
              </ActionButton>
              <ActionButton variant="default" disabledReason={undefined} onClick={() => onClose()}>
                Cancel
              </ActionButton>
            </div>
          )}
        </form>
      )}
    </BulkModal>
  )
}

function WhatMoves({ view, isAimed }: { view: MoveView; isAimed: boolean }) {
  const { total, bytes: size, links, broken } = view
  return (
    <>
      <p className="form-note" role="status">
        <b>{plural(total, 'object')}</b>, {bytes(size)}
        {links > 0 && `, ${plural(links, 'link')} among them`}. {isAimed && `${planWords(view)}. `}Bytes and digests stay as they
        are. The new name is written before the old one goes; one that somebody changes before is left and told.
      </p>
      {broken.links > 0 && <p className="form-note attention">{brokenWords(broken)}.</p>}
    </>
  )
}

const name: GridColumn = { id: 'name', header: 'Name', width: 'minmax(150px, 1fr)' }
const to: GridColumn = { id: 'to', header: 'New name', width: 'minmax(140px, 1fr)' }
const note: GridColumn = { id: 'note', header: 'Note', width: 'minmax(120px, 0.8fr)' }
const result: GridColumn = { id: 'result', header: 'Result', width: 'minmax(120px, 1fr)' }

type RowsProps = { view: MoveView; hasResults: boolean; isAimed: boolean; onVisible: (first: number) => void }

function Rows({ view: { rows, first, total }, hasResults, isAimed, onVisible }: RowsProps) {
  // The old names end as the new ones do: where there is little room they are left out.
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const columns = [name, to, hasResults ? result : note].slice(isSmall ? 1 : 0)
  return (
    <VirtualGrid
      label="What is renamed"
      columns={columns}
      count={total}
      rowKey={(i) => i}
      onActivate={() => {}}
      onVisible={onVisible}
      renderRow={(i) => {
        const row = rows[i - first]
        return row ? cells(row, hasResults, isAimed).slice(-columns.length) : { whole: <span className="dim">…</span> }
      }}
    />
  )
}

function cells(row: MoveRow, hasResults: boolean, isAimed: boolean): ReactNode[] {
  const { label, tone } = moveWords(row.result)
  const planned = isAimed ? plannedWords(row) : undefined
  return [
    <span key="name" className="mono" title={row.name}>
      {visible(row.name)}
      {row.isLink && <span className="dim"> link</span>}
    </span>,
    <span key="to" className={isAimed ? 'mono' : 'mono dim'} title={`${row.name}, new name ${row.to}`}>
      {visible(row.to)}
    </span>,
    hasResults ? (
      <span key="result" title={[label, row.note].filter(Boolean).join(': ')}>
        <span className={tone}>{label}</span>
        {row.note && <span className="dim">: {row.note}</span>}
      </span>
    ) : (
      <span key="note" className="attention" title={planned}>
        {planned}
      </span>
    ),
  ]
}
