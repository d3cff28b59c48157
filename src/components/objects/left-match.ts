import type { LeftUpload } from '~/hooks/left-uploads.ts'

/** A file as it is chosen for an upload. */
type Chosen = { name: string; file: { name: string; size: number; lastModified: number } }

/**
 * The upload of this very file that was broken off. By the object's name, or, as the file may be chosen from elsewhere than before (a
 * folder, another folder of the page), by the file's own; and always by size and time of change.
 */
export function leftOf({ name, file }: Chosen, left: LeftUpload[]): LeftUpload | undefined {
  const same = left.filter(({ record, modified }) => record.size === file.size && modified === file.lastModified)
  return (
    same.find((l) => l.record.name === name) ??
    same.find((l) => l.record.name.slice(l.record.name.lastIndexOf('/') + 1) === file.name)
  )
}

/** How many bytes of it will not have to be sent again. */
export function sentOf({ record }: LeftUpload): number {
  return Math.min(record.size, record.check.chunks * record.chunkSize)
}
