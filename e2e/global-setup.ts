import { buildDashboard } from '../scripts/web/build.ts'
import { findServer } from '../scripts/nats/find.ts'

/** Builds the page and finds the servers once; the workers are told through the environment. */
export default async function setup() {
  await buildDashboard()
  const found = {
    current: await findServer('current', 'docker'),
    oldest: await findServer('oldest', 'docker'),
    ancient: await findServer('ancient', 'docker'),
  }
  process.env.WINDSOCK_SERVERS = JSON.stringify(found)
  const { current } = found
  console.log(
    current.kind === 'docker'
      ? `e2e runs against nats-server ${current.version} in a container (${current.image})`
      : `e2e runs against nats-server ${current.version} as a native binary: no Docker engine answers`,
  )
}
