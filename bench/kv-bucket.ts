import { StorageType } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import { publishMany } from '../scripts/testing/official.ts'
import type { Setting } from './measure.ts'

/** Fewer for a quick look: BENCH_KEYS=20000. */
export const KEYS = Number(process.env.BENCH_KEYS ?? 200_000)
export const BUCKET = 'BENCH'

/** In no order, as keys are written. */
const key = (i: number) => `${i % 3 === 0 ? 'orders.eu' : 'customer'}.${(i * 7919) % KEYS}.${i % 2 === 0 ? 'status' : 'address'}`

/** A bucket of KEYS keys with values of 130 bytes. */
export async function fillBucket({ them }: Setting): Promise<void> {
  await new Kvm(them.nc).create(BUCKET, { storage: StorageType.Memory })
  await publishMany(
    them,
    KEYS,
    (i) => `$KV.${BUCKET}.${key(i)}`,
    (i) => `{"id":${i},"fill":"`.padEnd(128, 'x') + '"}',
  )
}

export async function dropBucket({ them }: Setting): Promise<void> {
  await them.jsm.streams.delete(`KV_${BUCKET}`)
}

/** Puts by the official client, so many a second. */
export async function changeKeys({ them }: Setting, count: number, perSecond: number): Promise<void> {
  const started = performance.now()
  for (let i = 0; i < count; i++) {
    const subject = `$KV.${BUCKET}.${key(1 + ((i * 31) % KEYS))}`
    const due = started + (i / perSecond) * 1000
    if (i % 100 === 0 || i === count - 1) {
      await them.js.publish(subject, 'changed')
      const early = due - performance.now()
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    } else them.nc.publish(subject, 'changed')
  }
}
