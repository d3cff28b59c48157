import { expose, transfer } from 'comlink'
import { guessDelimiter, readCsv, type CsvTable, type Delimiter } from '~/lib/preview/csv.ts'
import { decodeText, type Encoding } from '~/lib/preview/encoding.ts'
import { servePort } from '~/lib/preview/serve-port.ts'
import { openConnection, type Connection } from '~/nats/connection.ts'
import { toAppError } from '~/nats/errors.ts'
import { ObjectPreview, type PreviewStart } from '~/nats/obj-preview.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'

/** Errors come back as plain objects: an AppError cannot be cloned. */
export type Told<T> = { value: T } | { error: LinkError }
export type PreviewStatus = {
  /** Bytes of the object that were read. */
  read: number
  /** What reading parts of it failed with. */
  problem: LinkError | undefined
}

let conn: Connection
const previews = new Map<number, ObjectPreview>()

/** Looks at objects with a connection of its own. */
const worker = {
  connect(options: ConnectOptions): void {
    conn = openConnection(options, { persist: true })
  },
  /** The first bytes of an object; again with more of it. */
  start(id: number, bucket: ObjBucket, info: ObjectInfo, limit: number): Promise<Told<PreviewStart>> {
    const preview = previews.get(id) ?? new ObjectPreview(conn, bucket, info)
    previews.set(id, preview)
    return told(
      () => preview.start(limit),
      ({ data }) => data,
    )
  },
  part(id: number, offset: number, length: number): Promise<Told<Uint8Array>> {
    return told(
      () => of(id).part(offset, length),
      (data) => data,
    )
  },
  /** Text as a table. Without a delimiter, by the one that it seems to have. */
  table(data: Uint8Array, goesOn: boolean, delimiter: Delimiter | undefined, encoding: Encoding | undefined): CsvTable {
    const text = decodeText(data, encoding)
    const table = readCsv(text, delimiter ?? guessDelimiter(text), goesOn)
    return transfer(table, [table.starts.buffer, table.ends.buffer, table.rows.buffer] as ArrayBuffer[])
  },
  /** Text of another encoding in UTF-8. */
  utf8(data: Uint8Array, encoding: Encoding): Uint8Array {
    const whole = new TextEncoder().encode(decodeText(data, encoding))
    return transfer(whole, [whole.buffer])
  },
  /** Gives parts of it to who asks over a port. */
  serve(id: number, port: MessagePort): void {
    const preview = of(id)
    servePort(port, (offset, length) => preview.part(offset, length))
  },
  status(id: number): PreviewStatus {
    const preview = previews.get(id)
    return { read: preview?.read ?? 0, problem: preview?.problem?.toPlain() }
  },
  close(id: number): void {
    previews.get(id)?.close()
    previews.delete(id)
  },
  /** Ends what is under way, and closes the connection when the server has heard of it. */
  async stop(): Promise<void> {
    for (const preview of previews.values()) preview.close()
    previews.clear()
    await conn.flush()
    conn.close()
  },
}

function of(id: number): ObjectPreview {
  const preview = previews.get(id)
  if (!preview) throw new Error('This object is no longer looked at')
  return preview
}

async function told<T>(work: () => Promise<T>, bytesOf: (value: T) => Uint8Array): Promise<Told<T>> {
  try {
    const value = await work()
    return transfer({ value }, [bytesOf(value).buffer as ArrayBuffer]) // never shared memory
  } catch (e) {
    return { error: toAppError(e).toPlain() }
  }
}

export type PreviewWorker = typeof worker

expose(worker)
