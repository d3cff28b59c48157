import type { LeftUpload } from '~/hooks/left-uploads.ts'

/** A file as it is chosen for an upload. */
type Chosen = { name: string; file: { name: string; size: number; lastModified: number } }

/**
 * Which of the chosen files are those of uploads that were broken off, each of one at most. By the object's name first; then, as a file may
 * be chosen from elsewhere than before (a folder, another folder of the page), by the file's own. Always by size and time of change too.
 */
export function matchLeft<C extends Chosen>(chosen: C[], left: LeftUpload[]): Map<C, LeftUpload> {
  const found = new Map<C, LeftUpload>()
  const free = new Set(left)
  const pair = (isSame: (c: C, l: LeftUpload) => boolean) => {
    for (const c of chosen) {
      if (found.has(c)) continue
      const { size, lastModified } = c.file
      const match = [...free].find((l) => l.record.size === size && l.modified === lastModified && isSame(c, l))
      if (!match) continue
      free.delete(match)
      found.set(c, match)
    }
  }
  if (left.length > 0) {
    pair((c, l) => l.record.name === c.name)
    pair((c, l) => l.record.name.slice(l.record.name.lastIndexOf('/') + 1) === c.file.name)
  }
  return found
}

/** How many bytes of it will not have to be sent again. */
export function sentOf({ record }: LeftUpload): number {
  return Math.min(record.size, record.check.chunks * record.chunkSize)
}
