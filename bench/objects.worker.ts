import { expose } from 'comlink'
import { connect, type NatsConnection } from 'nats.ws'
import { openConnection, settled, type Connection } from '~/nats/connection.ts'
import { hashBeside } from '~/nats/hash-thread.ts'
import { getObjBucket } from '~/nats/obj-buckets.ts'
import { ObjectDownload } from '~/nats/obj-download.ts'
import { getObject } from '~/nats/obj-info.ts'
import { ObjectPreview } from '~/nats/obj-preview.ts'
import { ObjectUpload } from '~/nats/obj-upload.ts'
import { bareGet, barePut } from './bare-socket.ts'

/** As the page has it: beside the worker that sends. */
const openHash = hashBeside(() => new Worker(new URL('../src/workers/hash.worker.ts', import.meta.url), { type: 'module' }))

/** How much a preview begins with. */
const PREVIEW = 256 * 1024
const LONG_MS = 120_000

/** What moves an object: ours, nats.ws's own object store, and a WebSocket alone. Milliseconds from the dial to the last byte. */
const worker = {
  async put(url: string, bucket: string, name: string, file: File): Promise<number> {
    return timed(async () => {
      const conn = await dial(url)
      const read = async (offset: number, length: number) =>
        new Uint8Array(await file.slice(offset, offset + length).arrayBuffer())
      await new ObjectUpload(
        conn,
        await getObjBucket(conn, bucket),
        { size: file.size, read },
        { name, replace: 'anything', openHash },
      ).done
      conn.close()
    })
  },

  /** Every byte is hashed, and handed on. */
  async get(url: string, bucket: string, name: string): Promise<number> {
    return timed(async () => {
      const conn = await dial(url)
      const at = await getObjBucket(conn, bucket)
      const info = await getObject(conn, at, name)
      if (!info) throw new Error(`There is no ${name}`)
      const download = new ObjectDownload(conn, at, info)
      let bytes = 0
      for await (const data of download.chunks()) bytes += data.length
      if (bytes !== info.size || !download.view().verified) throw new Error(`${bytes} of ${info.size} bytes have come`)
      conn.close()
    })
  },

  /** From a connection that is open and an object that is known, as a page has them: until its first bytes are there. */
  async preview(url: string, bucket: string, name: string, runs: number): Promise<number[]> {
    const conn = await dial(url)
    const at = await getObjBucket(conn, bucket)
    const info = await getObject(conn, at, name)
    if (!info) throw new Error(`There is no ${name}`)
    const times: number[] = []
    for (let i = 0; i < runs; i++) {
      times.push(
        await timed(async () => {
          const preview = new ObjectPreview(conn, at, info)
          const { data } = await preview.start(PREVIEW)
          if (data.length !== PREVIEW) throw new Error(`${data.length} bytes have come`)
          preview.close()
        }),
      )
    }
    conn.close()
    return times
  },

  async theirPut(url: string, bucket: string, name: string, file: File): Promise<number> {
    return withNats(url, async (nc) => {
      // It sends without flow control, so the last acknowledgements come late: its own five seconds are too few for large files.
      const os = await nc.jetstream({ timeout: LONG_MS }).views.os(bucket)
      await os.put({ name }, file.stream(), { timeout: LONG_MS })
    })
  },

  /** It hashes every byte too. */
  async theirGet(url: string, bucket: string, name: string): Promise<number> {
    return withNats(url, async (nc) => {
      const os = await nc.jetstream().views.os(bucket)
      const result = await os.get(name)
      if (!result) throw new Error(`There is no ${name}`)
      const reader = result.data.getReader()
      let bytes = 0
      for (let part = await reader.read(); !part.done; part = await reader.read()) bytes += part.value.length
      const error = await result.error
      if (error) throw error
      if (bytes !== result.info.size) throw new Error(`${bytes} of ${result.info.size} bytes have come`)
    })
  },

  /** One request of nats.ws for the first chunk: no preview can come sooner. */
  async theirFirst(url: string, bucket: string, name: string, runs: number): Promise<number[]> {
    const times: number[] = []
    await withNats(url, async (nc) => {
      const os = await nc.jetstream().views.os(bucket)
      const nuid = (await os.info(name))?.nuid
      const ask = JSON.stringify({ seq: 1, next_by_subj: `$O.${bucket}.C.${nuid}` })
      for (let i = 0; i < runs; i++)
        times.push(await timed(async () => void (await nc.request(`$JS.API.DIRECT.GET.OBJ_${bucket}`, ask))))
    })
    return times
  },

  barePut: (url: string, subject: string, file: File, chunk: number) => timed(() => barePut(url, subject, file, chunk)),
  async bareGet(url: string, bucket: string, name: string): Promise<number> {
    const conn = await dial(url)
    const info = await getObject(conn, await getObjBucket(conn, bucket), name)
    conn.close()
    if (!info) throw new Error(`There is no ${name}`)
    return timed(() => bareGet(url, `OBJ_${bucket}`, `$O.${bucket}.C.${info.nuid}`, info.chunks, info.size))
  },
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

async function dial(url: string): Promise<Connection> {
  const conn = openConnection({ url, auth: { kind: 'none' } })
  await settled(conn)
  return conn
}

function withNats(url: string, work: (nc: NatsConnection) => Promise<void>): Promise<number> {
  return timed(async () => {
    const nc = await connect({ servers: url, noAsyncTraces: true, timeout: 60_000 })
    await work(nc)
    await nc.close()
  })
}

export type BenchObjectsWorker = typeof worker

expose(worker)
