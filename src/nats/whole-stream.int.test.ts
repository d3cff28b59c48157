import { StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import { publishMany, type Official } from '../../scripts/testing/official.ts'
import type { Connection } from './connection.ts'
import { readBackward, readForward } from './messages.ts'
import { getStream } from './streams.ts'

cleanUpAtEnd()

/** The soak run reads a million; on every push there is time for as many as show the same at the edges of pages. */
const COUNT = Number(process.env.WHOLE_STREAM ?? 150_000)
const PAGE = 5000

test(`${COUNT} messages are each seen exactly once, both ways, while others are deleted and published`, async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'M', subjects: ['m.>'], storage: StorageType.Memory, allow_direct: true })
  await publishMany(
    them,
    COUNT,
    (i) => `m.${i % 10}`,
    (i) => `payload of message ${i}`,
  )
  const change = changeMeanwhile(them)
  try {
    for (const direction of ['up', 'down'] as const) {
      const seen = await readAll(conn, direction)
      const numbers = Array.from({ length: COUNT }, (_, i) => i + 1)
      // What was deleted may have been seen before or not; everything else must have been.
      const missing = numbers.filter((seq) => seen[seq] === 0 && !change.deleted.has(seq))
      const repeated = numbers.filter((seq) => seen[seq]! > 1)
      expect([direction, missing, repeated]).toEqual([direction, [], []])
    }
  } finally {
    await change.stop()
  }
  expect(change.deleted.size).toBeGreaterThan(100)
  expect(await them.jsm.consumers.list('M').next()).toEqual([])
}, 240_000)

/** Deletes messages here and there, and publishes new ones, until it is stopped. */
function changeMeanwhile(them: Official) {
  const deleted = new Set<number>()
  let busy = true
  const work = (async () => {
    for (let i = 0; busy; i++) {
      const seq = 1 + ((i * 7919) % COUNT)
      deleted.add(seq)
      await them.jsm.streams.deleteMessage('M', seq).catch(() => {}) // some come up twice, and a busy server refuses some
      await them.js.publish('m.new', 'published meanwhile').catch(() => {})
    }
  })()
  const stop = async () => {
    busy = false
    await work
  }
  return { deleted, stop }
}

/** How often each sequence was seen; throws when one comes out of order. */
async function readAll(conn: Connection, direction: 'up' | 'down'): Promise<Uint8Array> {
  const seen = new Uint8Array(COUNT + 1)
  const stream = await getStream(conn, 'M')
  const up = direction === 'up'
  let next: bigint | undefined = up ? 1n : BigInt(COUNT)
  let before = up ? 0n : BigInt(COUNT) + 1n
  while (next !== undefined && next <= BigInt(COUNT)) {
    const range: Awaited<ReturnType<typeof readForward>> = await (up ? readForward : readBackward)(conn, stream, next, PAGE)
    for (const m of up ? range.messages : range.messages.toReversed()) {
      if (m.seq > BigInt(COUNT)) continue // published meanwhile
      if (up ? m.seq <= before : m.seq >= before) throw new Error(`${m.seq} after ${before}`)
      before = m.seq
      seen[Number(m.seq)]!++
    }
    next = range.next
  }
  return seen
}
