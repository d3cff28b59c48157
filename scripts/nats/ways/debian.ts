import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir } from '../../lib/paths.ts'
import { run, lastLine } from '../../lib/process.ts'
import { fits, versions } from '../versions.ts'
import { versionOf } from './installed.ts'
import type { Found, Way } from './way.ts'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * The package of a newer Debian suite, unpacked into the cache. The system is not touched: apt gets lists and caches of its own,
 * and the mirror is the one this machine already uses.
 */
export const debianSuite: Way = {
  name: 'a newer Debian suite',
  async find(version) {
    const { suite } = versions[version]
    const dir = cacheDir('debian', suite)
    const path = join(dir, 'root', 'usr', 'sbin', 'nats-server')
    if (existsSync(path)) return checked(path, version)
    const mirror = existsSync('/etc/debian_version') ? debianMirror() : undefined
    if (!mirror) return { reason: 'this is not a Debian machine' }
    const failure = await fetchPackage(dir, mirror, suite)
    return failure ? { reason: failure } : checked(path, version)
  },
}

async function checked(path: string, version: Parameters<Way['find']>[0]): Promise<Found | { reason: string }> {
  const found = await versionOf(path)
  if ('reason' in found) return found
  if (fits(version, found.version)) return { kind: 'native', path, version: found.version }
  return { reason: `its package is ${found.version} now` }
}

/** The first archive in apt's own sources that serves plain Debian (not its security or a third party's). */
function debianMirror(): string | undefined {
  const files = ['/etc/apt/sources.list']
  const parts = '/etc/apt/sources.list.d'
  if (existsSync(parts)) files.push(...readdirSync(parts).map((f) => join(parts, f)))
  const text = files
    .filter((f) => existsSync(f) && /\.(list|sources)$/.test(f))
    .map((f) => readFileSync(f, 'utf8'))
    .join('\n')
  return text.match(/https?:\/\/\S+\/debian\/?(?=\s)/g)?.find((uri) => !uri.includes('snapshot'))
}

async function fetchPackage(dir: string, mirror: string, suite: string): Promise<string | undefined> {
  const list = join(dir, 'suite.list')
  const lists = join(dir, 'lists')
  const cache = join(dir, 'cache')
  mkdirSync(join(lists, 'partial'), { recursive: true })
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true })
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : ''
  writeFileSync(list, `deb ${signed}${mirror} ${suite} main\n`)
  const own = [
    `Dir::Etc::sourcelist=${list}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${cache}`,
    'APT::Sandbox::User=root',
  ].flatMap((o) => ['-o', o])
  try {
    for (const step of [['update'], ['download', 'nats-server']]) {
      const done = await run('apt-get', ['-q', ...own, ...step], { cwd: dir, timeoutMs: 300_000 })
      if (done.code !== 0) return `apt-get ${step.join(' ')} (${suite}): ${lastLine(done)}`
    }
    const deb = readdirSync(dir).find((f) => f.endsWith('.deb'))
    if (!deb) return `apt-get downloaded nothing for ${suite}`
    const unpacked = await run('dpkg-deb', ['-x', deb, 'root'], { cwd: dir })
    rmSync(join(dir, deb), { force: true })
    return unpacked.code === 0 ? undefined : `dpkg-deb: ${lastLine(unpacked)}`
  } finally {
    rmSync(lists, { recursive: true, force: true })
    rmSync(cache, { recursive: true, force: true })
  }
}
