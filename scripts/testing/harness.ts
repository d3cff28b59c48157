import { connect as natsConnect } from '@nats-io/transport-node'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { afterAll, inject } from 'vitest'
import { openConnection, settled, type Connection } from '../../src/nats/connection.ts'
import type { ConnectOptions } from '../../src/nats/types.ts'
import { configOf } from '../nats/config.ts'
import { startCluster } from '../nats/cluster.ts'
import { startServer, type NatsServer, type ServerOptions } from '../nats/server.ts'
import type { ServerVersion } from '../nats/versions.ts'
import type { Official } from './official.ts'

const cleanups: (() => Promise<unknown> | void)[] = []

/** Runs after the file's last test, newest first. */
export function onEnd(cleanup: () => Promise<unknown> | void) {
  cleanups.push(cleanup)
}

export function cleanUpAtEnd() {
  afterAll(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup()
    cleanups.length = 0
  })
}

export async function server(options: Partial<ServerOptions> = {}, version: ServerVersion = 'current'): Promise<NatsServer> {
  const s = await startServer(inject('servers')[version], { config: configOf(), ...options })
  onEnd(() => s.destroy())
  return s
}

/** A JetStream cluster of native servers on this machine. */
export async function cluster(size: number): Promise<NatsServer[]> {
  const nodes = await startCluster(size)
  for (const node of nodes) onEnd(() => node.destroy())
  const nc = await natsConnect({ servers: nodes[0]!.url })
  // Until it has a meta leader it answers nothing, or that it cannot.
  await until(() =>
    nc.request('$JS.API.STREAM.NAMES', '', { timeout: 1000 }).then(
      (m) => m.json<{ error?: unknown }>().error === undefined,
      () => false,
    ),
  )
  await nc.close()
  return nodes
}

export async function official(s: NatsServer, options: Parameters<typeof natsConnect>[0] = {}): Promise<Official> {
  const nc = await natsConnect({ servers: s.url, maxReconnectAttempts: -1, reconnectTimeWait: 100, ...options })
  onEnd(() => nc.close())
  return { nc, js: jetstream(nc), jsm: await jetstreamManager(nc) }
}

/** Opens our connection and waits until it is open; throws what the link failed with. */
export async function ours(s: NatsServer, options: Partial<ConnectOptions> = {}): Promise<Connection> {
  const conn = openConnection({ url: s.wsUrl, auth: { kind: 'none' }, ...options })
  onEnd(() => conn.close())
  const link = await settled(conn)
  if (link.state !== 'open') throw new Error(`link is ${link.state}: ${'error' in link ? link.error.message : ''}`)
  return conn
}

/** Resolves as soon as the condition holds, which is asked every 20 ms. */
export async function until<T>(condition: () => T | Promise<T>, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const value = await condition()
    if (value) return value
    if (Date.now() > end) throw new Error(`Not true within ${limitMs} ms: ${condition.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
