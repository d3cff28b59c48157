import { freePorts } from '../lib/ports.ts'
import { configOf } from './config.ts'
import { findNative } from './find.ts'
import { startServer, type NatsServer } from './server.ts'

/** A JetStream cluster of native servers on this machine. The caller ends each of them. */
export async function startCluster(size: number): Promise<NatsServer[]> {
  const found = await findNative()
  const routes = await freePorts(size)
  const urls = routes.map((p) => `"nats-route://127.0.0.1:${p}"`).join(', ')
  return Promise.all(
    routes.map((port) =>
      startServer(found, {
        config: configOf({ extra: `cluster { name: windsock, listen: "127.0.0.1:${port}", routes: [${urls}] }` }),
      }),
    ),
  )
}
