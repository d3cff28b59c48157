import { createHash } from 'node:crypto'
import { chmodSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../../lib/paths.ts'
import { run, lastLine } from '../../lib/process.ts'
import { versions } from '../versions.ts'
import type { Way } from './way.ts'

const base = 'https://github.com/nats-io/nats-server/releases/download'

/** The official release for this platform, checked against the checksums published beside it, kept in the cache. */
export const cachedRelease: Way = {
  name: 'official release',
  async find(version) {
    const { release } = versions[version]
    const platform = platformName()
    if (!platform) return { reason: `there is no release for ${process.platform}-${process.arch}` }
    const dir = cacheDir('nats-server')
    const exe = process.platform === 'win32' ? '.exe' : ''
    const path = join(dir, `nats-server-${release}${exe}`)
    if (existsSync(path)) return { kind: 'native', path, version: release }
    try {
      await download(release, platform, dir, path, exe)
    } catch (e) {
      return { reason: `could not be downloaded (${reasonOf(e)})` }
    }
    return { kind: 'native', path, version: release }
  },
}

function platformName(): string | undefined {
  const os = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[process.platform as string]
  const arch = { x64: 'amd64', arm64: 'arm64', arm: 'arm7' }[process.arch as string]
  return os && arch ? `${os}-${arch}` : undefined
}

async function download(release: string, platform: string, dir: string, path: string, exe: string) {
  const name = `nats-server-v${release}-${platform}`
  const file = `${name}.${exe ? 'zip' : 'tar.gz'}`
  const [archive, sums] = await Promise.all([
    get(`${base}/v${release}/${file}`),
    get(`${base}/v${release}/SHA256SUMS`).then((b) => b.toString()),
  ])
  const expected = sums
    .split('\n')
    .find((line) => line.trim().endsWith(file))
    ?.split(/\s+/)[0]
  const actual = createHash('sha256').update(archive).digest('hex')
  if (expected !== actual) throw new Error(`checksum of ${file} is ${actual}, published is ${expected ?? 'nothing'}`)
  const packed = join(dir, file)
  writeFileSync(packed, archive)
  const unpacked = await run('tar', ['-xf', packed, '-C', dir]) // bsdtar, which Windows ships, reads zip files too
  if (unpacked.code !== 0) throw new Error(`tar: ${lastLine(unpacked)}`)
  renameSync(join(dir, name, `nats-server${exe}`), path)
  chmodSync(path, 0o755)
  rmSync(join(dir, name), { recursive: true, force: true })
  rmSync(packed, { force: true })
}

async function get(url: string): Promise<Buffer> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(120_000) })
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`)
  return Buffer.from(await reply.arrayBuffer())
}

/** fetch hides the reason ("fetch failed") one level down. */
function reasonOf(e: unknown): string {
  const cause = (e as Error).cause
  return cause instanceof Error ? cause.message : (e as Error).message
}
