import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './lib/paths.ts'

/** What takes too long for every push: hundreds of kills, hours of tail, large files. `npm run test:soak -- NAME` runs one file. */
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const done = spawnSync(process.execPath, [vitest, 'run', '--project', 'soak', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(done.status ?? 1)
