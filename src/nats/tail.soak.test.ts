import { StorageType } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, onEnd, ours, server, until } from '../../scripts/testing/harness.ts'
import { pause } from '~/lib/pause.ts'
import { Tail } from './tail.ts'

cleanUpAtEnd()

/** `SOAK_KILLS=5` for a quick look. */
const KILLS = Number(process.env.SOAK_KILLS ?? 40)

test(`a tail through ${KILLS} kills under load: no gap, no repeat`, { timeout: 1_800_000 }, async () => {
  const s = await server()
  const [them, conn] = [await official(s), await ours(s)]
  await them.jsm.streams.add({ name: 'S', subjects: ['s'], storage: StorageType.File })
  const tail = new Tail(conn, 'S', [], { seq: 1n })
  onEnd(() => tail.stop())
  let publishing = true
  const load = (async () => {
    let stored = 0
    while (publishing) {
      // Not more than the ring can hold while the tail waits for its next dial.
      await until(() => stored - tail.stats().end < 10_000, 60_000)
      // What was on its way when the server died is never acknowledged: not worth the usual five seconds. While there is no
      // server a publish fails at once, and trying again at once would leave no turn to the reconnect.
      const ack = await them.js.publish('s', 'load', { timeout: 500 }).catch(() => undefined)
      if (ack) stored = ack.seq
      else await pause(20)
    }
  })()
  let checked = 0
  /** Every message that has come since the last look, in order and without a hole. */
  const check = () => {
    const { first, end } = tail.stats()
    expect(first).toBeLessThanOrEqual(checked) // the ring has not dropped what was not looked at yet
    for (const row of tail.rows(checked, end - checked)) expect(row.seq).toBe(BigInt(row.index + 1))
    checked = end
  }
  for (let i = 0; i < KILLS; i++) {
    const before = tail.stats().end
    await until(() => tail.stats().end > before + 20 + ((i * 37) % 400), 60_000)
    check()
    await s.kill()
    await s.start()
  }
  publishing = false
  await load
  const { state } = (await until(() => them.jsm.streams.info('S').catch(() => undefined)))!
  await until(() => tail.stats().lastSeq === BigInt(state.last_seq), 60_000)
  check()
  expect([checked, state.messages]).toEqual([state.last_seq, state.last_seq])
})
