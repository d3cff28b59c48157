import { cachedRelease } from './ways/release.ts'
import { debianSuite } from './ways/debian.ts'
import { dockerEngine } from './ways/docker.ts'
import { explicitPath, onPath } from './ways/installed.ts'
import { firstFound, type Found, type Way } from './ways/way.ts'
import type { ServerVersion } from './versions.ts'

const inOrder: Way[] = [explicitPath, onPath, dockerEngine, cachedRelease, debianSuite]
/** The browser's tests prefer a container, since that is how most people run the server; an explicit binary still wins. */
const dockerFirst: Way[] = [explicitPath, dockerEngine, onPath, cachedRelease, debianSuite]
/** Tests that start hundreds of servers have a process rather than a container, which takes a second or two of two cores each. */
const processFirst: Way[] = [explicitPath, onPath, cachedRelease, debianSuite, dockerEngine]

type Prefer = 'order' | 'docker' | 'process'
const ways: Record<Prefer, Way[]> = { order: inOrder, docker: dockerFirst, process: processFirst }

export class NoServerError extends Error {
  constructor(version: ServerVersion, tried: string[]) {
    super(
      [
        `No nats-server (${version}) could be found. Tried, in this order:`,
        ...tried.map((t) => `  - ${t}`),
        'What to do, any one of these:',
        '  - put nats-server 2.10 or newer on your PATH, or set NATS_SERVER=/path/to/nats-server',
        '  - start Docker, so that the official image can be used',
        '  - connect to the internet, so that the official release can be downloaded',
      ].join('\n'),
    )
  }
}

/** Asks each way in turn; throws NoServerError with every reason when none works. */
export async function findServer(version: ServerVersion = 'current', prefer: Prefer = 'order'): Promise<Found> {
  const found = await firstFound(ways[prefer], version)
  if ('tried' in found) throw new NoServerError(version, found.tried)
  return found
}

/** A binary on this machine, for a cluster: its servers have to reach each other, which containers on loopback ports cannot. */
export async function findNative(): Promise<Found> {
  const ways = inOrder.filter((w) => w !== dockerEngine)
  const found = await firstFound(ways, 'current')
  if ('tried' in found) throw new NoServerError('current', found.tried)
  return found
}
