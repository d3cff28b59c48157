import { IconArrowUpRight, IconFile, IconFolder } from '@tabler/icons-react'
import { useMemo, useState, type MouseEvent, type ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { useCursor } from '~/hooks/use-cursor.ts'
import type { ListedObject, ObjectsView } from '~/hooks/use-objects.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { rowId, type FolderRow, type ObjectRow, type Row } from '~/lib/obj/folder-view.ts'
import { visible } from '~/lib/payload/text.ts'
import type { objectSorts } from '~/lib/search.ts'
import { FollowLink } from './LinkNote.tsx'
import { linkWords } from './object-words.ts'
import type { ObjectChoice } from './use-object-choice.ts'

/** A row that changed less than this ago flashes. */
const FLASH_MS = 1500

type Sort = (typeof objectSorts)[number]
type Column = { id: Sort | 'digest'; name: string; width: string; numeric?: boolean }

const wide: Column[] = [
  { id: 'name', name: 'Name', width: 'minmax(180px, 1fr)' },
  { id: 'size', name: 'Size', width: '90px', numeric: true },
  { id: 'chunks', name: 'Chunks', width: '80px', numeric: true },
  { id: 'modified', name: 'Modified', width: '230px' },
  { id: 'digest', name: 'Digest', width: '120px' },
]
const narrow = wide.slice(0, 2)

type Props = {
  view: ObjectsView
  /** That is shown, with its slash. */
  folder: string
  /** Beside an open object there is room for less. */
  isNarrow: boolean
  /** What is opened takes the place of the list: the arrow keys then only move, and Enter opens. */
  isAlone: boolean
  open: string | undefined
  sort: Sort
  desc: boolean
  onSort: (sort: Sort, desc: boolean) => void
  onOpen: (name: string) => void
  onFolder: (path: string) => void
  onVisible: (first: number) => void
  choice: ObjectChoice
  footer: ReactNode
}

/** Folders and objects; only the rows on screen are here. */
export function ObjectList(props: Props) {
  const { view, folder, isNarrow, isAlone, open, sort, desc, onSort, onOpen, onFolder, onVisible, choice, footer } = props
  const [active, setActive] = useCursor(open === undefined ? undefined : `o ${open}`)
  const [at, setAt] = useState(folder)
  if (at !== folder) {
    setAt(folder)
    // Up again, the keyboard is at the folder that was left; in another one it begins at the top.
    const left = at.startsWith(folder) ? `f ${folder}${at.slice(folder.length).split('/')[0]}/` : undefined
    setActive(open === undefined ? left : `o ${open}`)
  }
  const { rows, first, total } = view
  const shown = useMemo(() => new Map(rows.map((r, i) => [first + i, r])), [rows, first])
  const index = active === undefined ? -1 : rows.findIndex((r) => rowId(r) === active)
  const header = ({ id, name }: Column) =>
    id === 'digest' ? (
      name
    ) : (
      <button type="button" onClick={() => onSort(id, id === sort ? !desc : id !== 'name')}>
        {name} <span aria-hidden>{id === sort ? (desc ? '↓' : '↑') : ''}</span>
      </button>
    )
  const columns: GridColumn[] = [
    { id: 'choose', header: <ChooseAll choice={choice} total={total} />, width: '32px' },
    ...(isNarrow ? narrow : wide).map((c): GridColumn => ({
      id: c.id,
      header: header(c),
      width: c.width,
      ...(c.numeric ? { numeric: true } : {}),
      sort: c.id === sort ? (desc ? 'descending' : 'ascending') : undefined,
    })),
  ]
  return (
    <VirtualGrid
      label="Objects"
      columns={columns}
      count={total}
      rowKey={(i) => {
        const row = shown.get(i)
        return row ? rowId(row) : i
      }}
      active={index >= 0 ? first + index : undefined}
      isChosen={(i) => {
        const row = shown.get(i)
        return row !== undefined && choice.chosen.has(rowId(row))
      }}
      onActivate={(i, byKey, held) => {
        const row = shown.get(i)
        if (!row) return
        setActive(rowId(row))
        if (!byKey) void choice.pick(rowId(row), held)
        else if (row.kind === 'object' && !isAlone) onOpen(row.object.name)
      }}
      onOpen={(i) => {
        const row = shown.get(i)
        if (row?.kind === 'folder') onFolder(row.path)
        if (row?.kind === 'object' && row.object.name !== open) onOpen(row.object.name)
      }}
      onSpace={(i, isRange) => {
        const row = shown.get(i)
        if (row) void choice.choose(rowId(row), isRange)
      }}
      onExtend={(from, to) => {
        const [a, b] = [shown.get(from), shown.get(to)]
        if (!a || !b) return
        setActive(rowId(b))
        void choice.extend(rowId(a), rowId(b))
      }}
      onVisible={onVisible}
      renderRow={(i) => {
        const row = shown.get(i)
        if (!row) return { whole: <span className="dim">…</span> }
        const cells = row.kind === 'object' ? objectCells(row, onOpen) : folderCells(row, onFolder)
        return [<ChooseBox key="choose" row={row} choice={choice} />, ...cells.slice(0, columns.length - 1)]
      }}
      footer={footer}
      minWidth={isNarrow ? 0 : 720}
    />
  )
}

/** Chooses all rows that are shown; half-chosen while others are not. */
function ChooseAll({ choice: { chosen, chooseAll }, total }: { choice: ObjectChoice; total: number }) {
  return (
    <input
      type="checkbox"
      aria-label="Choose all shown"
      title="Choose all shown"
      ref={(box) => {
        if (box) box.indeterminate = chosen.size > 0 && chosen.size < total
      }}
      checked={chosen.size > 0 && chosen.size >= total}
      onChange={() => void chooseAll()}
    />
  )
}

/** Chooses a row, with Shift all from the last one. */
function ChooseBox({ row, choice }: { row: Row<ListedObject>; choice: ObjectChoice }) {
  const id = rowId(row)
  return (
    <input
      type="checkbox"
      aria-label={`Choose ${row.kind === 'folder' ? row.path : row.object.name}`}
      tabIndex={-1}
      checked={choice.chosen.has(id)}
      onChange={() => {}}
      onClick={(e: MouseEvent) => {
        e.stopPropagation()
        void choice.choose(id, e.shiftKey)
      }}
    />
  )
}

const dash = <span className="dim">–</span>

function objectCells({ label, object }: ObjectRow<ListedObject>, onOpen: (name: string) => void): ReactNode[] {
  const { name, size, chunks, mtime, digest, deleted, link, changedAt } = object
  const isFresh = changedAt > 0 && Date.now() - changedAt < FLASH_MS
  const Icon = link ? IconArrowUpRight : IconFile
  return [
    <span key="name" className="mono" title={name}>
      {isFresh && <span key={changedAt} className="flash" aria-hidden />}
      <Icon size={14} className="row-icon" aria-hidden />
      <NameButton name={name} className={deleted ? 'dim struck' : ''} onOpen={() => onOpen(name)}>
        {visible(label || name)}
      </NameButton>
      {/^\s|\s$/.test(name) && <span className="tag kv-gone">space at its edge</span>}
      {deleted && <span className="tag kv-gone">deleted</span>}
      {link && !deleted && (
        <span className="tag kv-gone">
          link to{' '}
          <FollowLink link={link} tabIndex={-1}>
            {visible(linkWords(link))}
          </FollowLink>
        </span>
      )}
    </span>,
    deleted || link ? dash : <span title={`${count(size)} bytes`}>{bytes(size)}</span>,
    deleted || link ? dash : count(chunks),
    <span key="modified" className="mono">
      <Time at={mtime} digits={0} />
    </span>,
    digest ? (
      <span key="digest" className="mono dim" title={digest}>
        {digest.replace(/^SHA-256=/i, '').slice(0, 10)}…
      </span>
    ) : (
      dash
    ),
  ]
}

type NameProps = { name: string; className?: string; onOpen: () => void; children: ReactNode }

/** Opens with a click; by keyboard Enter does, at its row. */
function NameButton({ name, className = '', onOpen, children }: NameProps) {
  return (
    <button
      type="button"
      className={`kv-branch mono ${className}`}
      tabIndex={-1}
      title={name}
      // The keyboard goes on in the list, where the row may be gone by then.
      onMouseDown={(e) => {
        e.preventDefault()
        e.currentTarget.closest<HTMLElement>('[role=grid]')?.focus({ preventScroll: true })
      }}
      onClick={(e) => {
        e.stopPropagation() // a click on the row chooses it
        onOpen()
      }}
      onDoubleClick={(e) => e.stopPropagation()}
    >
      {children}
    </button>
  )
}

function folderCells(row: FolderRow, onFolder: (path: string) => void): ReactNode[] {
  return [
    <span key="name">
      <IconFolder size={14} className="row-icon" aria-hidden />
      <NameButton name={row.path} onOpen={() => onFolder(row.path)}>
        {visible(row.label)}
      </NameButton>
      <span className="dim"> {plural(row.objects, 'object')}</span>
    </span>,
    <span key="size" title={`${count(row.size)} bytes`}>
      {bytes(row.size)}
    </span>,
    dash,
    <span key="modified" className="mono">
      <Time at={row.mtime} digits={0} />
    </span>,
    dash,
  ]
}
