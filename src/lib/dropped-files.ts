/** A file with its path: below what was dropped or chosen, with slashes. */
export type Dropped = { path: string; file: File }

/** `empty`: folders without anything in them, which no file stands for. */
export type Drop = { files: Dropped[]; empty: number }

/**
 * The files of a drop, those in folders too. To be called while the event is handled: afterwards the browser tells nothing more.
 * Rejects when one of them cannot be read.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Drop> {
  const items = [...transfer.items].filter((item) => item.kind === 'file')
  const entries = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
  const found: Drop = { files: [], empty: 0 }
  for (const entry of entries) {
    if (entry instanceof File) found.files.push({ path: entry.name, file: entry })
    else if (entry) await collect(entry, found)
  }
  return found
}

/** Those of a file input: for a folder each has its path. */
export function chosenFiles(files: Iterable<File>): Dropped[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

async function collect(entry: FileSystemEntry, found: Drop): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.files.push({ path: entry.fullPath.replace(/^\//, ''), file })
  } else if (isFolder(entry)) {
    const reader = entry.createReader()
    // A hundred at a time, until there are none.
    for (let isEmpty = true; ; isEmpty = false) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
      if (some.length === 0) {
        if (isEmpty) found.empty++
        return
      }
      for (const child of some) await collect(child, found)
    }
  }
}

const isFile = (e: FileSystemEntry): e is FileSystemFileEntry => e.isFile
const isFolder = (e: FileSystemEntry): e is FileSystemDirectoryEntry => e.isDirectory
