import type { ServerVersion } from '../versions.ts'

/** Where a nats-server was found: a binary on this machine, or an image that the Docker engine has. */
export type Found = { kind: 'native'; path: string; version: string } | { kind: 'docker'; image: string; version: string }

/** A way either finds a server or says in one sentence why it does not apply here. */
export type Way = { name: string; find: (version: ServerVersion) => Promise<Found | { reason: string }> }

/** Asks each way in turn: the first server found, or every way's reason. */
export async function firstFound(ways: Way[], version: ServerVersion): Promise<Found | { tried: string[] }> {
  const tried: string[] = []
  for (const way of ways) {
    const found = await way.find(version)
    if ('kind' in found) return found
    tried.push(`${way.name}: ${found.reason}`)
  }
  return { tried }
}
