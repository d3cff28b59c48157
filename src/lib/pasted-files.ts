import type { Dropped } from './dropped-files.ts'

/** What browsers call an image that was copied without a file, like that of a screen. */
const NAMELESS = /^image\.(\w+)$/

/** The files of a paste; those without a name of their own are named by the time. `now` in ms. */
export function pastedFiles(files: Iterable<File>, now: number): Dropped[] {
  return [...files].map((file, i) => {
    const [, extension] = NAMELESS.exec(file.name) ?? []
    return { path: extension === undefined ? file.name : `pasted-${stamp(now)}${i > 0 ? `-${i + 1}` : ''}.${extension}`, file }
  })
}

/** "20261127-023105", in UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}
