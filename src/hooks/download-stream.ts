import type { Offer, PageSays } from '~/workers/download.sw.ts'
import { canServe, serviceWorker, within } from './service-worker.ts'

const SCOPE = '/download/'
const STAY_MS = 10_000
/** A frame is not needed once the browser has its file; by then it surely has, or never will. */
const FRAME_MS = 600_000

/** Whether the browser can be given a file piece by piece without asking where to save it. */
export const canStreamDownload = canServe

let stay: ReturnType<typeof setInterval> | undefined
/** Who has downloads under way. */
const users = new Set<object>()

/**
 * Has the browser begin a download, whose bytes are sent to the port that this gives (portSink). By a service worker, since nothing
 * else hands a browser a file piece by piece. Undefined where there can be none: in private windows of some browsers. `user` says
 * when it has no download under way any more (endDownloadStreams).
 */
export async function openDownloadStream(user: object, name: string, size?: number): Promise<MessagePort | undefined> {
  const worker = canServe() ? await serviceWorker('/download-sw.js', SCOPE).catch(() => undefined) : undefined
  if (!worker) return undefined
  const offer: Offer = { id: crypto.randomUUID(), name, ...(size === undefined ? {} : { size }) }
  const [pipe, answer] = [new MessageChannel(), new MessageChannel()]
  const offered = new Promise((resolve) => (answer.port1.onmessage = resolve))
  worker.postMessage(offer satisfies PageSays, [pipe.port2, answer.port2])
  if ((await within(offered)) === undefined) return undefined
  // A frame, since going there with the page itself would ask whether to leave it while there are transfers.
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.src = SCOPE + offer.id
  document.body.append(frame)
  setTimeout(() => frame.remove(), FRAME_MS)
  users.add(user)
  stay ??= setInterval(() => worker.postMessage('stay' satisfies PageSays, []), STAY_MS)
  return pipe.port1
}

/** The user has no download under way any more. */
export function endDownloadStreams(user: object): void {
  users.delete(user)
  if (users.size > 0) return
  clearInterval(stay)
  stay = undefined
}
