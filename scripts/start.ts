import { parseArgs } from 'node:util'
import { startDemo } from './demo/demo.ts'
import { configOf } from './nats/config.ts'
import { findServer } from './nats/find.ts'
import { startServer, type NatsServer } from './nats/server.ts'
import { buildDashboard } from './web/build.ts'
import { serveDashboard } from './web/serve.ts'

const usage = `npm start                              a nats-server with living demo data, and the dashboard
npm start -- --server ws://host:port   the dashboard alone, for your own server
  --port N                             serve the dashboard on this port (default: a free one)`

const closers: (() => Promise<unknown>)[] = []
let stopping = false

/** Ends everything that was started, newest first; a second Ctrl-C does not wait. */
async function stop(code: number) {
  if (stopping) process.exit(1)
  stopping = true
  for (const close of closers.reverse()) await close().catch(() => {})
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

try {
  await main()
} catch (e) {
  console.error((e as Error).message)
  await stop(1)
}

async function main() {
  const { values } = parseArgs({ options: { server: { type: 'string' }, port: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) {
    console.log(usage)
    return
  }
  if (values.server !== undefined && !/^wss?:\/\/[^/\s]+/.test(values.server)) {
    throw new Error(`--server ${values.server} is not the address of a WebSocket: expected ws://host:port or wss://host:port`)
  }
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is not a port`)

  await buildDashboard()
  const connection = values.server ? { name: values.server, url: values.server } : { name: 'Demo', url: await demoServer() }
  const web = await serveDashboard({ config: { connections: [connection], connect: connection.name }, port })
  closers.push(web.stop)
  console.log(
    `\n  Windsock is at ${web.url}\n\n  It opens connected to ${connection.url}. Ctrl-C stops it${values.server ? '' : ' and the server'}.\n`,
  )
}

async function demoServer(): Promise<string> {
  const found = await findServer()
  const server = await startServer(found, { config: configOf() })
  closers.push(() => server.destroy())
  watch(server)
  console.log(`nats-server ${found.version} (${found.kind === 'docker' ? `container of ${found.image}` : found.path})`)
  console.log(`  WebSocket ${server.wsUrl}   clients ${server.url}`)
  console.log('Loading demo data ...')
  closers.push(await startDemo(server.url))
  return server.wsUrl
}

/** A demo without its server is of no use: says so and ends, rather than serving a page that tries for ever. */
function watch(server: NatsServer) {
  const timer = setInterval(() => {
    const log = stopping ? undefined : server.died()
    if (log === undefined) return
    clearInterval(timer)
    console.error(`nats-server has ended by itself. The last it said:\n${log.trim().split('\n').slice(-5).join('\n')}`)
    void stop(1)
  }, 1000)
}
