import type { TestProject } from 'vitest/node'
import { findServer } from '../nats/find.ts'
import type { Found } from '../nats/ways/way.ts'

/** Finds the servers once; each test file then starts its own. */
export default async function setup(project: TestProject) {
  const found = {
    current: await findServer('current', 'docker'),
    oldest: await findServer('oldest', 'docker'),
    ancient: await findServer('ancient', 'docker'),
  }
  console.log(`Integration tests run against nats-server ${found.current.version} (${where(found.current)})`)
  project.provide('servers', found)
}

export function where(found: Found): string {
  return found.kind === 'docker' ? `container of ${found.image}` : 'native binary: no Docker engine answers'
}

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Record<'current' | 'oldest' | 'ancient', Found>
  }
}
