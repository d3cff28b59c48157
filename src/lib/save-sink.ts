import { blobSink, handleSink, MOST_BLOB, type FileSink } from './file-sink.ts'
import { bytes } from './format.ts'
import { NotAsked, portSink } from './port-sink.ts'

/** Has the browser begin a download; undefined when it cannot. */
export type OpenStream = (name: string, size?: number) => Promise<MessagePort | undefined>

type Save = {
  /** What the browser is to call it; safe as the name of a file. */
  name: string
  /** The file that was chosen, where the browser could be asked. */
  handle?: FileSystemFileHandle | undefined
  /** The chosen file was taken away when its content was discarded. */
  onRemoved?: () => void
  open: OpenStream
  /** Its exact size, where that is known. */
  length?: number | undefined
  /** About how large it will be. */
  expected: number
}

/**
 * Where a file is saved piece by piece: into the one that was chosen, else as a download of the browser; where it can have neither, into a
 * blob that `end` gives back. Throws an Error when it would be too large for that.
 */
export async function saveSink({ name, handle, onRemoved, open, length, expected }: Save): Promise<FileSink> {
  if (handle) return handleSink(handle, onRemoved)
  const port = await open(name, length)
  try {
    if (port) return await portSink(port)
  } catch (e) {
    if (!(e instanceof NotAsked)) throw e
  }
  if (expected > MOST_BLOB) {
    throw new Error(`This browser cannot save piece by piece here, and holds at most ${bytes(MOST_BLOB)} of a file`)
  }
  return blobSink()
}
