import type { TestProject } from 'vitest/node'
import { findServer } from '../nats/find.ts'
import type { Found } from '../nats/ways/way.ts'

/** Finds the servers once; each test file then starts its own. */
export default async function setup(project: TestProject) {
  const found = {
    current: await findServer('current', 'process'),
    oldest: await findServer('oldest', 'process'),
    ancient: await findServer('ancient', 'process'),
  }
  const { kind, version } = found.current
  console.log(`Integration tests run against nats-server ${version} (${kind === 'docker' ? 'in containers' : 'as processes'})`)
  project.provide('servers', found)
}

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Record<'current' | 'oldest' | 'ancient', Found>
  }
}
