import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/paths.ts'
import { run } from '../lib/process.ts'

/** Builds the dashboard when its sources have changed since the last build. Throws with the builder's own words. */
export async function buildDashboard(): Promise<void> {
  const stamp = join(root, 'dist', '.sources')
  const now = fingerprint()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  console.log('Building the dashboard ...')
  // A test runner says that this is a test, and React would be built for development: several times slower.
  const env = { ...process.env, NODE_ENV: 'production' }
  const built = await run(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], { cwd: root, env })
  if (built.code !== 0) throw new Error(`The dashboard could not be built:\n${built.stdout}${built.stderr}`)
  writeFileSync(stamp, now)
}

function fingerprint(): string {
  const hash = createHash('sha256')
  const visit = (path: string) => {
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else hash.update(path).update(readFileSync(path))
  }
  for (const path of ['src', 'public', 'index.html', 'vite.config.ts', 'scripts/web/pdf-parts.ts', 'package-lock.json'])
    visit(join(root, path))
  return hash.digest('hex')
}
