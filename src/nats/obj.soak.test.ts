import { createHash } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { createObjBucket } from './obj-buckets.ts'
import { ObjectDownload } from './obj-download.ts'
import { ObjectUpload } from './obj-upload.ts'

cleanUpAtEnd()

/** `SOAK_MIB=100` for a quick look. */
const MIB = 1024 * 1024
const SIZE = Number(process.env.SOAK_MIB ?? 1024) * MIB
const KILLS = 5

/** A file that nobody stores: each byte follows from its place. */
function generated(size: number) {
  return {
    size,
    read: async (offset: number, length: number) => {
      const bytes = new Uint8Array(length)
      for (let i = 0; i < length; i += 4096) bytes.set(createHash('sha512').update(`${offset + i}`).digest().subarray(0, Math.min(64, length - i)), i) // prettier-ignore
      return bytes
    },
  }
}

test(`a gigabyte goes up and comes down through ${KILLS} kills each, in bounded memory`, { timeout: 1_800_000 }, async () => {
  const s = await server()
  const [conn, { nc, jsm }] = [await ours(s), await official(s)]
  const bucket = await createObjBucket(conn, { name: 'B', storage: 'file' })
  const source = generated(SIZE)
  let most = 0
  const measure = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers)), 50)
  const before = process.memoryUsage().arrayBuffers
  const again = async (n: number) => {
    await s.kill()
    await until(() => conn.link.state !== 'open', 60_000)
    await s.start()
    expect(n).toBeLessThan(KILLS)
  }
  const upload = new ObjectUpload(conn, bucket, source, { name: 'big' })
  for (let i = 0; i < KILLS; i++) {
    await until(() => upload.view().acked > (SIZE * (i + 1)) / (KILLS + 1), 600_000)
    await again(i)
  }
  const info = await upload.done
  expect(info).toMatchObject({ size: SIZE })
  const hash = createHash('sha256')
  const download = new ObjectDownload(conn, bucket, info)
  let kills = 0
  for await (const part of download.chunks()) {
    hash.update(part)
    if (kills < KILLS && download.view().received > (SIZE * (kills + 1)) / (KILLS + 1)) await again(kills++)
  }
  expect(download.view()).toMatchObject({ state: 'done', verified: true, received: SIZE })
  clearInterval(measure)
  expect(most - before).toBeLessThan(128 * MIB) // Node frees what is done with late
  const text = `SHA-256=${hash.digest('base64').replaceAll('+', '-').replaceAll('/', '_')}`
  expect(text).toBe(info.digest)
  const subjects = (await jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })).state.subjects
  expect(subjects).toEqual({ [`$O.B.C.${info.nuid}`]: info.chunks })
  const theirs = (await (await new Objm(nc).open('B')).get('big'))!
  let size = 0
  for await (const part of theirs.data) size += part.length
  expect(size).toBe(SIZE)
})
