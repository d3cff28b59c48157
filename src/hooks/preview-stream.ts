import type { MediaOffer, PlayerSays } from '~/workers/preview.sw.ts'
import { canServe, serviceWorker, within } from './service-worker.ts'

const SCOPE = '/preview/'
const STAY_MS = 10_000

export type Player = {
  /** The address of a page with nothing but the player in it. */
  url: string
  stop: () => void
}

/**
 * Opens a page that plays what the other end of a port gives, and reads no more of it than it plays. Undefined where there can be no
 * service worker.
 */
export async function openPlayer(
  offer: Omit<MediaOffer, 'id'>,
  openPort: () => Promise<MessagePort>,
): Promise<Player | undefined> {
  const worker = canServe() ? await serviceWorker('/preview-sw.js', SCOPE).catch(() => undefined) : undefined
  if (!worker) return undefined
  const id = crypto.randomUUID()
  const answer = new MessageChannel()
  const offered = new Promise((resolve) => (answer.port1.onmessage = resolve))
  const say = (said: PlayerSays, ports: Transferable[] = []) => worker.postMessage(said, ports)
  say({ ...offer, id }, [await openPort(), answer.port2])
  if ((await within(offered)) === undefined) return undefined
  const stay = setInterval(() => say('stay'), STAY_MS)
  const stop = () => {
    clearInterval(stay)
    say({ over: id })
  }
  return { url: `${SCOPE}${id}/`, stop }
}
