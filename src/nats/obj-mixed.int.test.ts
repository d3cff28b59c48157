import { randomBytes } from 'node:crypto'
import { Objm } from '@nats-io/obj'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { createObjBucket } from './obj-buckets.ts'
import { copyObject } from './obj-copy.ts'
import { ObjectDownload } from './obj-download.ts'
import { getObject, listObjects } from './obj-info.ts'
import { findOrphans } from './obj-orphans.ts'
import { ObjectUpload } from './obj-upload.ts'
import { ObjectWatch } from './obj-watch.ts'
import { deleteObject, renameObject, updateMeta } from './obj-write.ts'

cleanUpAtEnd()

const OPERATIONS = Number(process.env.OPERATIONS ?? 200)

/** Deterministic random numbers, so that a failure can be had again by its seed. */
function mulberry(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: mixed operations of both sides leave the same to both, and no chunk too many`, async () => {
    const s = await server({}, version)
    const [conn, { nc, jsm }] = [await ours(s), await official(s)]
    const bucket = await createObjBucket(conn, { name: 'B', storage: 'memory' })
    const os = await new Objm(nc).open('B')
    const watch = new ObjectWatch(conn, 'B')
    await until(() => watch.complete)
    const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9))
    const random = mulberry(seed)
    const pick = (n: number) => Math.floor(random() * n)
    const names = ['a', 'b c', 'd/e', '..', '*', 'x'.repeat(255), 'f.g', '~']
    /** What every operation left. */
    const model = new Map<string, { data: Buffer; description: string }>()
    const info = async (name: string) => (await getObject(conn, bucket, name, { fresh: true }))!
    const operations = {
      put: async (name: string, isOurs: boolean, n: number) => {
        const chunk = [512, 1000, 4096][pick(3)]!
        const data = randomBytes([0, 1, chunk, chunk + 1, 10 * chunk + pick(chunk)][pick(5)]!)
        const description = `${n}`
        if (isOurs) {
          const source = { size: data.length, read: async (at: number, length: number) => data.subarray(at, at + length) }
          const replace = (await getObject(conn, bucket, name, { fresh: true }))?.revision ?? 0n
          await new ObjectUpload(conn, bucket, source, { name, description, chunkSize: chunk, replace }).done
        } else await os.putBlob({ name, description, options: { max_chunk_size: chunk } }, data)
        model.set(name, { data, description })
      },
      delete: async (name: string, isOurs: boolean) => {
        if (isOurs) await deleteObject(conn, bucket, await info(name))
        else await os.delete(name)
        model.delete(name)
      },
      rename: async (name: string, isOurs: boolean) => {
        const to = names.find((n) => !model.has(n))
        if (to === undefined) return
        if (isOurs) await renameObject(conn, bucket, await info(name), to)
        else await os.update(name, { name: to, description: model.get(name)!.description })
        model.set(to, model.get(name)!)
        model.delete(name)
      },
      edit: async (name: string, isOurs: boolean, n: number) => {
        if (isOurs) await updateMeta(conn, bucket, await info(name), { description: `edited ${n}` })
        else await os.update(name, { name, description: `edited ${n}` })
        model.set(name, { ...model.get(name)!, description: `edited ${n}` })
      },
      copy: async (name: string) => {
        const to = names[pick(names.length)]!
        if (to === name) return
        const copy = await copyObject(conn, bucket, await info(name), bucket, { name: to, replace: 'anything' })
        await copy.done
        model.set(to, model.get(name)!)
      },
      cancel: async (name: string) => {
        const data = randomBytes(200_000)
        const source = { size: data.length, read: async (at: number, length: number) => data.subarray(at, at + length) }
        const upload = new ObjectUpload(conn, bucket, source, { name, chunkSize: 1000, replace: 'anything', maxBytes: 5000 })
        const at = pick(100_000)
        await until(() => upload.view().acked > at)
        await upload.cancel()
        // It may have been faster.
        if (upload.view().state === 'done') model.set(name, { data, description: '' })
        else expect(upload.view().state).toBe('cancelled')
      },
    }
    const kinds = Object.keys(operations) as (keyof typeof operations)[]
    for (let n = 0; n < OPERATIONS; n++) {
      const name = names[pick(names.length)]!
      const kind = model.has(name) ? kinds[pick(kinds.length)]! : 'put'
      await operations[kind](name, pick(2) === 0, n).catch((e: unknown) => {
        throw new Error(`SEED=${seed} ${n} ${kind} ${name}`, { cause: e })
      })
    }
    const said = `SEED=${seed}`
    const { objects } = await listObjects(conn, bucket)
    const live = objects.filter((o) => !o.deleted)
    expect(live.map((o) => o.name), said).toEqual([...model.keys()].sort()) // prettier-ignore
    expect((await os.list()).map((o) => o.name).sort(), said).toEqual([...model.keys()].sort()) // prettier-ignore
    for (const o of live) {
      const { data, description } = model.get(o.name)!
      expect(o.description, said).toBe(description)
      const parts: Uint8Array[] = []
      for await (const part of new ObjectDownload(conn, bucket, o).chunks()) parts.push(part)
      expect(Buffer.compare(Buffer.concat(parts), data), said).toBe(0)
      expect(Buffer.compare((await os.getBlob(o.name))!, data), said).toBe(0)
    }
    const subjects = (await jsm.streams.info('OBJ_B', { subjects_filter: '$O.B.C.>' })).state.subjects ?? {}
    const stored = live.filter((o) => o.chunks > 0).map((o): [string, number] => [`$O.B.C.${o.nuid}`, o.chunks])
    expect(subjects, said).toEqual(Object.fromEntries(stored))
    expect((await findOrphans(conn, bucket, { olderThanMs: 0 })).orphans, said).toEqual([])
    // The watch has come to the same.
    const watched = () => JSON.stringify([...watch.objects.values()].map((o) => `${o.revision} ${o.name}`).sort()) // prettier-ignore
    const listed = JSON.stringify(objects.map((o) => `${o.revision} ${o.name}`).sort()) // prettier-ignore
    await until(() => watched() === listed)
    watch.stop()
  })
}
