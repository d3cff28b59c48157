import { run } from '../../lib/process.ts'
import { fits, versions } from '../versions.ts'
import type { Found, Way } from './way.ts'

/** The version a binary reports of itself, or why it cannot be run. */
export async function versionOf(path: string): Promise<{ version: string } | { reason: string }> {
  const { code, stdout, stderr } = await run(path, ['--version'], { timeoutMs: 10_000 })
  const version = /v?(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1]
  if (code === 0 && version) return { version }
  return { reason: code === 127 ? 'not found' : `${path} cannot be run (${stderr.trim() || `exit code ${code}`})` }
}

async function binary(path: string, version: Parameters<Way['find']>[0]): Promise<Found | { reason: string }> {
  const found = await versionOf(path)
  if ('reason' in found) return found
  if (fits(version, found.version)) return { kind: 'native', path, version: found.version }
  return { reason: `it is ${found.version}, and ${versions[version].atLeast} or newer is wanted` }
}

/** The operator knows best: NATS_SERVER=/path/to/nats-server. */
export const explicitPath: Way = {
  name: 'NATS_SERVER',
  async find(version) {
    if (version !== 'current') return { reason: 'names the current server only' }
    const path = process.env.NATS_SERVER
    return path ? binary(path, version) : { reason: 'not set' }
  },
}

/** One that is installed already needs no download. */
export const onPath: Way = { name: 'nats-server on PATH', find: (version) => binary('nats-server', version) }
