/**
 * The nats-servers that Windsock is developed against. `current` is what the demo and most tests run on, `oldest` the oldest
 * supported, `ancient` one that must be refused with a clear sentence.
 */
export type ServerVersion = 'current' | 'oldest' | 'ancient'

type Source = {
  /** The official release, for the download and for the default image. */
  release: string
  /** The Debian suite whose package is of this line. */
  suite: string
  /** A version this one must be at least, and one it must be below. */
  atLeast: string
  below?: string
}

export const versions: Record<ServerVersion, Source> = {
  current: { release: '2.15.1', suite: 'forky', atLeast: '2.10.0' },
  oldest: { release: '2.10.27', suite: 'trixie', atLeast: '2.10.0', below: '2.11.0' },
  ancient: { release: '2.9.25', suite: 'bookworm', atLeast: '2.9.0', below: '2.10.0' },
}

/** The Docker image of a version: NATS_IMAGE names the current one, the others follow the official tags. */
export function imageOf(version: ServerVersion): string {
  return (version === 'current' && process.env.NATS_IMAGE) || `nats:${versions[version].release}`
}

/** True when `found` ("2.12.1") lies in the range of that version. */
export function fits(version: ServerVersion, found: string): boolean {
  const { atLeast, below } = versions[version]
  return compare(found, atLeast) >= 0 && (below === undefined || compare(found, below) < 0)
}

function compare(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split('-')[0]!.split('.').map(Number)) as [number[], number[]]
  for (let i = 0; i < 3; i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0)
  return 0
}
