import { parseRange } from '~/lib/preview/range.ts'
import { portReader, rangeStream } from '~/lib/preview/range-port.ts'

// Nothing that the page uses is used here too: it would be a file of its own, which a service worker cannot import everywhere.

/**
 * What the page has to be played: `/preview/<id>/` is a page with nothing but a player, `/preview/<id>/media` the bytes, which come
 * over a port. The player is in a page of its own, since a service worker sees only what pages of its own scope ask for.
 */
export type MediaOffer = { id: string; kind: 'audio' | 'video'; mime: string; size: number; title: string }
/** `stay` is said from time to time while something is played: a worker that is told nothing is stopped by the browser. */
export type PlayerSays = MediaOffer | { over: string } | 'stay'

/** Of a service worker, which the types of a page do not know. */
type Scope = {
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'message' | 'fetch', listener: (e: never) => void): void
}
type FetchEvent = Event & { request: Request; respondWith(response: Response): void }
type Playing = MediaOffer & { port: MessagePort; read: ReturnType<typeof portReader> }

const PIECE_BYTES = 256 * 1024
/** No object is served as anything else, whatever it or its owner says that it is. */
const playable = [
  'audio/wav',
  'audio/flac',
  'audio/mpeg',
  'audio/ogg',
  'audio/mp4',
  'audio/aac',
  'video/ogg',
  'video/mp4',
  'video/quicktime',
  'video/webm',
]
const strict = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }

const scope = globalThis as unknown as Scope
const playing = new Map<string, Playing>()

scope.addEventListener('install', () => void scope.skipWaiting())

scope.addEventListener('message', ({ data, ports }: MessageEvent<PlayerSays>) => {
  if (data === 'stay') return
  if ('over' in data) {
    playing.get(data.over)?.port.close()
    playing.delete(data.over)
    return
  }
  const [port, answer] = ports
  if (!port || !playable.includes(data.mime)) return
  playing.set(data.id, { ...data, port, read: portReader(port) })
  answer?.postMessage('offered', [])
})

scope.addEventListener('fetch', (e: FetchEvent) => {
  const [, , id = '', what] = new URL(e.request.url).pathname.split('/')
  const found = playing.get(id)
  if (!found) e.respondWith(new Response('This preview is over', { status: 404, headers: strict }))
  else e.respondWith(what === 'media' ? mediaOf(found, e.request.headers.get('Range')) : playerOf(found))
})

function mediaOf({ mime, size, read }: Playing, header: string | null): Response {
  const range = parseRange(header, size)
  const headers = {
    ...strict,
    'Content-Type': mime,
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Accept-Ranges': 'bytes',
  }
  if (range === 'none') return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } })
  const part = range ?? { start: 0, end: size }
  return new Response(rangeStream(read, part, PIECE_BYTES), {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'Content-Length': `${part.end - part.start}`,
      ...(range ? { 'Content-Range': `bytes ${part.start}-${part.end - 1}/${size}` } : {}),
    },
  })
}

function playerOf({ kind, title }: Playing): Response {
  const name = title.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${name}</title>
<style>html,body{margin:0;height:100%;background:transparent}audio,video{display:block;width:100%;height:100%}</style>
<${kind} controls preload="metadata" src="media" aria-label="${name}"></${kind}></html>`
  return new Response(html, {
    headers: {
      ...strict,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy':
        "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    },
  })
}
