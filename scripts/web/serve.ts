import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { extname, join, normalize } from 'node:path'
import { root } from '../lib/paths.ts'
import { securityHeaders } from './headers.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
}

export type WebServer = { url: string; port: number; stop: () => Promise<void> }

export type WebOptions = {
  /** What /config.json answers. */
  config: object
  port?: number
  /** With a certificate it is https. */
  tls?: { cert: string; key: string }
}

/** Serves the built dashboard on the loopback interface, with the same headers as in production. */
export async function serveDashboard({ config, port = 0, tls }: WebOptions): Promise<WebServer> {
  const listener: RequestListener = (request, response) => void answer(request, response, config)
  const server = tls ? createSecureServer(tls, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as { port: number }).port // a TCP server's address is never a string
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${bound}`,
    port: bound,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, config: object) {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
  if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405).end()
  const path = safePath(request.url ?? '/')
  if (path === undefined) return response.writeHead(400).end()
  if (path === '/config.json') return send(response, '.json', Buffer.from(JSON.stringify(config)))
  const file = await readFile(join(root, 'dist', path)).catch(() => undefined)
  if (file && extname(path)) return send(response, extname(path), file, path.startsWith('/assets/'))
  if (extname(path) && path.startsWith('/assets/')) return response.writeHead(404).end()
  // Every other address is a view of the one page.
  return send(response, '.html', await readFile(join(root, 'dist', 'index.html')))
}

function safePath(url: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
    return path.includes('\0') || path.includes('..') ? undefined : path
  } catch {
    return undefined
  }
}

function send(response: ServerResponse, extension: string, body: Buffer, immutable = false) {
  response.setHeader('Content-Type', types[extension] ?? 'application/octet-stream')
  response.setHeader('Cache-Control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  response.writeHead(200).end(body)
}
