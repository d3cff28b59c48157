import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run, lastLine } from '../lib/process.ts'

/**
 * Makes a local image of a native nats-server and the shared libraries it needs, and returns its name. `docker import` takes a
 * plain tar, so neither a registry nor a builder is needed.
 */
export async function importImage(binary: string, version: string): Promise<string> {
  const name = `windsock/nats-server:${version}`
  const have = await run('docker', ['image', 'inspect', name], { timeoutMs: 10_000 })
  if (have.code === 0) return name

  const dir = mkdtempSync(join(tmpdir(), 'windsock-image-'))
  try {
    place(dir, binary, '/nats-server')
    for (const library of await sharedLibraries(binary)) place(dir, library, library)
    for (const folder of ['tmp', 'data', 'etc']) mkdirSync(join(dir, folder), { recursive: true })
    const archive = join(dir, '..', `${dir.split('/').at(-1)}.tar`)
    const packed = await run('tar', ['-C', dir, '-cf', archive, '.'])
    if (packed.code !== 0) throw new Error(`tar: ${lastLine(packed)}`)
    const imported = await run('docker', ['import', '--change', 'ENTRYPOINT ["/nats-server"]', archive, name], {
      timeoutMs: 120_000,
    })
    rmSync(archive, { force: true })
    if (imported.code !== 0) throw new Error(`docker import: ${lastLine(imported)}`)
    return name
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function place(dir: string, from: string, to: string) {
  const target = join(dir, to)
  mkdirSync(dirname(target), { recursive: true })
  cpSync(from, target, { dereference: true })
}

/** What ldd lists, loader included; nothing for a static binary (the official release is one). */
async function sharedLibraries(binary: string): Promise<string[]> {
  const { stdout } = await run('ldd', [binary])
  return [...stdout.matchAll(/(\/\S+)(?= \(0x)/g)].map((m) => m[1]!)
}
