import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A folder below the cache that git ignores, made when it is not there. */
export function cacheDir(...parts: string[]): string {
  const dir = join(root, '.cache', ...parts)
  mkdirSync(dir, { recursive: true })
  return dir
}
