import { expect, test } from 'vitest'
import { openDesk, rule, stream } from '../../scripts/testing/desk.ts'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'

cleanUpAtEnd()

/** `SOAK_KILLS=5` for a quick look. */
const KILLS = Number(process.env.SOAK_KILLS ?? 40)
const MESSAGES = 20_000

test(
  `a desk on a durable through ${KILLS} kills: nothing is left out, and the sentence is true`,
  { timeout: 1_800_000 },
  async () => {
    const s = await server()
    const name = await stream(await official(s), MESSAGES)
    const d = openDesk(await ours(s), name, rule({ durable: 'dur', ackWaitMs: 2000, maxAckPending: 200, inactiveMs: 600_000 }))
    await until(() => d.view().stats.phase.at === 'open')
    d.desk.keep(100)
    const seen = new Set<bigint>()
    const acked = new Set<bigint>()
    let deciding = true
    const inHand = () => d.desk.view('hand', 0, 1000).rows
    const work = (async () => {
      while (deciding) {
        const held = inHand().filter((r) => r.state === 'held')
        for (const r of held) seen.add(r.seq)
        // While there is no link nothing is sent: the rows stay as they are.
        const outcome = await d.desk
          .decide(
            held.map((r) => r.seq),
            { kind: 'confirm' },
          )
          .catch(() => undefined)
        const still = new Set((outcome ? inHand() : held).map((r) => r.seq))
        for (const r of held) if (!still.has(r.seq)) acked.add(r.seq)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    })()
    for (let i = 0; i < KILLS; i++) {
      const before = acked.size
      await until(() => acked.size > before + 20 || acked.size === MESSAGES, 60_000)
      await s.kill()
      await until(() => d.view().stats.phase.at === 'waiting', 30_000)
      await s.start()
      await until(() => d.view().stats.phase.at === 'open', 60_000)
      // What the desk says is where the server stands.
      expect(d.view().stats.resumed?.after).toBeLessThanOrEqual(d.view().stats.info!.ack_floor.stream_seq)
    }
    await until(() => acked.size === MESSAGES, 600_000)
    await until(() => d.view().stats.info?.ack_floor.stream_seq === BigInt(MESSAGES), 60_000)
    deciding = false
    await work
    expect(seen.size).toBe(MESSAGES)
    await d.desk.leave('delete', false)
  },
)
