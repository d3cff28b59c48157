import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './lib/paths.ts'

/** What the first view may weigh: all JavaScript that the overview needs before it shows, gzip, in bytes. */
const LIMIT = 250_000
const FIRST_VIEW = ['index.html', 'src/pages/OverviewPage.tsx']

type Chunk = { file: string; imports?: string[] }

const path = join(root, 'dist', '.vite', 'manifest.json')
if (!existsSync(path)) throw new Error('There is no build to measure: run it first')
const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Chunk>

const needed = new Set<string>()
const visit = (key: string) => {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`The build has no ${key}: has the first view moved?`)
  if (needed.has(chunk.file)) return
  needed.add(chunk.file)
  chunk.imports?.forEach(visit)
}
FIRST_VIEW.forEach(visit)

const sizes = [...needed]
  .filter((file) => file.endsWith('.js'))
  .map((file) => ({ file, size: gzipSync(readFileSync(join(root, 'dist', file))).length }))
  .sort((a, b) => b.size - a.size)
const total = sizes.reduce((sum, s) => sum + s.size, 0)
for (const { file, size } of sizes.slice(0, 5)) console.log(`  ${(size / 1000).toFixed(1).padStart(6)} kB  ${file}`)
console.log(`JavaScript of the first view: ${(total / 1000).toFixed(1)} kB gzip of ${LIMIT / 1000} kB, in ${sizes.length} files`)
if (total > LIMIT) {
  console.error('Too much: load what the first view does not need lazily.')
  process.exit(1)
}
