import { within } from '~/lib/within.ts'
import type { Session } from './session.ts'

/** A server that neither answers nor sends anything for so long is taken for dead. */
const SILENT_MS = 15_000

/** The round trip in ms, or undefined when nothing at all came for SILENT_MS: on a slow link the answer queues behind what is read. */
export async function roundTrip(session: Session): Promise<number | undefined> {
  const started = performance.now()
  const pong = session.nc.rtt().then(() => performance.now() - started)
  for (let seen = session.nc.stats().inBytes; ;) {
    const rtt = await within(pong, SILENT_MS)
    if (rtt !== undefined) return rtt
    const now = session.nc.stats().inBytes
    if (now === seen) return undefined
    seen = now
  }
}

/** Whether the server answers in time. */
export async function answers(session: Session, limitMs: number): Promise<boolean> {
  return (await within(session.nc.rtt(), limitMs)) !== undefined
}
