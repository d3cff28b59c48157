import { bytes } from './format.ts'

/** Without a file to write to, what is saved is held by the browser up to this. */
export const MOST_BLOB = 1024 * 1024 * 1024

/** The file is not wanted any more: nothing went wrong. */
export class Discarded extends Error {}

/** A file that is written piece by piece. `end` gives what is to be handed to the browser, if it is not on disk already. */
export type FileSink = {
  write(data: string | Uint8Array<ArrayBuffer>): Promise<void>
  end(): Promise<Blob | undefined>
  discard(): Promise<void>
}

/** Not in every browser. */
type Removable = { remove?: () => Promise<void> }

/**
 * Straight to disk, into the file that was chosen; its bytes are there only when it is complete. What is discarded is no file: the empty
 * one that the browser made as it was chosen goes too, where it can be taken away, and `onRemoved` is told.
 */
export async function handleSink(handle: FileSystemFileHandle & Removable, onRemoved = () => {}): Promise<FileSink> {
  const file = await handle.createWritable().catch(saveError)
  return {
    write: (data) => file.write(data).catch(saveError),
    end: async () => {
      await file.close().catch(saveError)
      return undefined
    },
    discard: async () => {
      await file.abort().catch(() => {}) // it has failed already
      try {
        // One that has bytes has them from before.
        if (!handle.remove || (await handle.getFile()).size > 0) return
        await handle.remove()
      } catch {
        return // it is gone, or stays
      }
      onRemoved()
    },
  }
}

/** What browsers say when a file cannot be written, in words. */
function saveError(e: unknown): never {
  const words: Record<string, string> = {
    QuotaExceededError: 'There is no room left on the disk',
    NotAllowedError: 'The browser does not allow the file to be written any more: download it again',
    NotFoundError: 'The file, or the folder that it was to be saved in, is no longer there',
    NoModificationAllowedError: 'Another program, or another download, is writing the file',
  }
  throw new Error((e instanceof DOMException && words[e.name]) || `The file could not be written: ${String(e)}`, { cause: e })
}

/** Into a blob, which browsers keep outside of the page's memory. Throws beyond `most` bytes. */
export function blobSink(most = MOST_BLOB): FileSink {
  let parts: Blob[] = []
  let size = 0
  return {
    write: async (data) => {
      const part = new Blob([data])
      size += part.size
      if (size > most) {
        throw new Error(
          `The file is larger than ${bytes(most)}, which is as much as this browser is given to hold: save less at once`,
        )
      }
      parts.push(part)
    },
    end: async () => new Blob(parts, { type: 'application/octet-stream' }),
    discard: async () => {
      parts = []
    },
  }
}
