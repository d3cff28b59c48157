import { run, lastLine } from '../../lib/process.ts'
import { importImage } from '../image.ts'
import { imageOf, type ServerVersion } from '../versions.ts'
import { debianSuite } from './debian.ts'
import { explicitPath, onPath } from './installed.ts'
import { cachedRelease } from './release.ts'
import { firstFound, type Found, type Way } from './way.ts'

/** The version of the engine that answers, or why none does. */
export async function engine(): Promise<{ version: string } | { reason: string }> {
  const answer = await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeoutMs: 10_000 })
  if (answer.code === 0 && answer.stdout.trim()) return { version: answer.stdout.trim() }
  return { reason: answer.code === 127 ? 'docker is not installed' : `no engine answers (${lastLine(answer)})` }
}

/** An image that is here, or pulled, or made from a native binary when no registry can be reached. */
export const dockerEngine: Way = {
  name: 'Docker',
  async find(version) {
    const answer = await engine()
    if ('reason' in answer) return answer
    const image = imageOf(version)
    const present = await run('docker', ['image', 'inspect', image], { timeoutMs: 10_000 })
    if (present.code === 0) return inImage(image)
    const pulled = await run('docker', ['pull', '--quiet', image], { timeoutMs: 300_000 })
    if (pulled.code === 0) return inImage(image)
    return importNative(version, lastLine(pulled))
  },
}

/** NATS_IMAGE can name any image, so it is asked what it holds. */
async function inImage(image: string): Promise<Found | { reason: string }> {
  const asked = await run('docker', ['run', '--rm', '--network', 'none', image, '--version'], { timeoutMs: 60_000 })
  const version = /v?(\d+\.\d+\.\d+\S*)/.exec(asked.stdout)?.[1]
  return version ? { kind: 'docker', image, version } : { reason: `${image} does not run a nats-server (${lastLine(asked)})` }
}

async function importNative(version: ServerVersion, pullFailure: string): Promise<Found | { reason: string }> {
  const why = `the image cannot be pulled (${pullFailure})`
  const native = await firstFound([explicitPath, onPath, cachedRelease, debianSuite], version)
  if ('tried' in native || native.kind !== 'native') return { reason: `${why}, and there is no binary to make one from` }
  try {
    const image = await importImage(native.path, native.version)
    return { kind: 'docker', image, version: native.version }
  } catch (e) {
    return { reason: `${why} nor made (${(e as Error).message})` }
  }
}
