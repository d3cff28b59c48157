/** What a list of objects needs to know of one. */
export type Listed = {
  name: string
  size: number
  chunks: number
  mtime: string
  digest: string
  deleted: boolean
  link?: { bucket: string; name?: string }
}

export type FolderQuery = {
  /** With the slash at its end; '' is the whole bucket. */
  folder: string
  /** Part of a name: looked for in the folder and all below it. */
  text: string
  sort: 'name' | 'size' | 'chunks' | 'modified'
  desc: boolean
  /** Deleted ones too. */
  deleted: boolean
}

/** A folder is there because of what is in it: `objects` and `size` are of all below it. */
export type FolderRow = { kind: 'folder'; path: string; label: string; objects: number; size: number; mtime: string }
export type ObjectRow<T extends Listed = Listed> = { kind: 'object'; label: string; object: T }
export type Row<T extends Listed = Listed> = FolderRow | ObjectRow<T>

/** Tells rows apart: a folder may be called like an object. */
export const rowId = (row: Row): string => (row.kind === 'folder' ? `f ${row.path}` : `o ${row.object.name}`)

/** The rows of a folder: its folders first, then its objects; with a text all objects below it whose names have it. */
export function folderRows<T extends Listed>(objects: Iterable<T>, query: FolderQuery): Row<T>[] {
  const { folder, text } = query
  const wanted = text.trim().toLowerCase()
  const folders = new Map<string, FolderRow>()
  const files: ObjectRow<T>[] = []
  for (const object of objects) {
    const { name } = object
    if ((object.deleted && !query.deleted) || !name.startsWith(folder)) continue
    const label = name.slice(folder.length)
    const slash = label.indexOf('/')
    if (wanted !== '') {
      if (label.toLowerCase().includes(wanted)) files.push({ kind: 'object', label, object })
    } else if (slash === -1 || label === '') files.push({ kind: 'object', label, object })
    else addTo(folders, folder, label.slice(0, slash + 1), object)
  }
  return [...sorted([...folders.values()], query), ...sorted(files, query)]
}

function addTo(folders: Map<string, FolderRow>, folder: string, label: string, { size, mtime, deleted }: Listed): void {
  const path = folder + label
  const row = folders.get(path) ?? { kind: 'folder', path, label, objects: 0, size: 0, mtime: '' }
  folders.set(path, row)
  if (!deleted) {
    row.objects++
    row.size += size
  }
  if (mtime > row.mtime) row.mtime = mtime
}

type Sortable = { label: string; size: number; chunks: number; modified: string }

function sorted<R extends Row>(rows: R[], { sort, desc }: FolderQuery): R[] {
  const keyed = rows.map((row) => ({ row, by: sortable(row) }))
  const sign = desc ? -1 : 1
  const order = (a: Sortable, b: Sortable) => {
    const [x, y] = sort === 'name' ? [a.label, b.label] : [a[sort], b[sort]]
    if (x !== y) return sign * (x < y ? -1 : 1)
    return a.label < b.label ? -1 : 1
  }
  return keyed.sort((a, b) => order(a.by, b.by)).map(({ row }) => row)
}

function sortable(row: Row): Sortable {
  if (row.kind === 'folder') return { label: row.label, size: row.size, chunks: 0, modified: row.mtime }
  const { size, chunks, mtime } = row.object
  return { label: row.label, size, chunks, modified: mtime }
}

/** The folders above one, from the outermost on, the last being itself: "a/b/" is a/ and a/b/. */
export function folderTrail(folder: string): { path: string; label: string }[] {
  const parts = folder.split('/').slice(0, -1)
  return parts.map((label, i) => ({ path: `${parts.slice(0, i + 1).join('/')}/`, label }))
}

/** The folder that a name is in, with its slash; '' for one at the top. */
export const folderOf = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1)
