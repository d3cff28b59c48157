import { attachment } from '~/lib/content-disposition.ts'
import { portStream } from '~/lib/port-stream.ts'

// Nothing that the page uses is used here too: it would be a file of its own, which a service worker cannot import everywhere.

/** A download that the page offers: the browser gets it at `/download/` and its id, once, from the other end of the port. */
export type Offer = { id: string; name: string; size?: number }
/** `stay` is said from time to time while downloads are under way: a worker that is told nothing is stopped by the browser. */
export type PageSays = Offer | 'stay'

/** Of a service worker, which the types of a page do not know. */
type Scope = {
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'message' | 'fetch', listener: (e: never) => void): void
}
type FetchEvent = Event & { request: Request; respondWith(response: Response): void }

const scope = globalThis as unknown as Scope
const offers = new Map<string, Offer & { port: MessagePort }>()

scope.addEventListener('install', () => void scope.skipWaiting())

scope.addEventListener('message', ({ data, ports }: MessageEvent<PageSays>) => {
  const [port, answer] = ports
  if (data === 'stay' || !port) return
  offers.set(data.id, { ...data, port })
  answer?.postMessage('offered', [])
})

scope.addEventListener('fetch', (e: FetchEvent) => {
  const id = new URL(e.request.url).pathname.split('/').at(-1) ?? ''
  const offer = offers.get(id)
  offers.delete(id)
  e.respondWith(offer ? fileOf(offer) : new Response('This download is over', { status: 404 }))
})

function fileOf({ name, size, port }: Offer & { port: MessagePort }): Response {
  return new Response(portStream(port), {
    headers: {
      // Of no type that a browser would open: what is in it is not ours.
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': attachment(name),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'no-store',
      ...(size === undefined ? {} : { 'Content-Length': `${size}` }),
    },
  })
}
