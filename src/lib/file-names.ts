const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** File systems take names of up to 255 bytes; a number may have to fit in too. */
const MOST_BYTES = 200
const MOST_EXTENSION = 20

/** Unseen characters (also those that turn the direction of what follows), and what Windows does not take in a name. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const refused = /[\u0000-\u001F\u007F-\u009F\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069<>:"|?*\\/]/g
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** A name that every file system takes for one file, as like the given one as can be. Never '', '.' or '..'. */
export function safeFileName(name: string): string {
  const plain = name
    .replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
    .replace(refused, '_')
    .replace(/^\.+$/, (dots) => '_'.repeat(dots.length))
  const ended = shortened(plain).replace(/[. ]$/, '_') // Windows drops them
  return devices.test(ended) ? `_${ended}` : ended || 'object'
}

function shortened(name: string): string {
  const bytes = encoder.encode(name)
  if (bytes.length <= MOST_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && name.length - dot <= MOST_EXTENSION ? name.slice(dot) : ''
  const room = MOST_BYTES - encoder.encode(extension).length
  // Half of a character at the cut is left out.
  return decoder.decode(bytes.subarray(0, room)).replace(/\uFFFD+$/, '') + extension
}

/**
 * The names of objects as paths in an archive, in the same order: none leads out of where it is unpacked, and no two are the same
 * file or a file and a folder, on systems that do not tell large letters from small ones either.
 */
export function safePaths(names: readonly string[]): string[] {
  const paths = names.map((name) => {
    const parts = name.split('/').filter((part) => part !== '')
    return parts.length === 0 ? ['object'] : parts.map(safeFileName)
  })
  const folders = new Set<string>()
  for (const parts of paths) for (let i = 1; i < parts.length; i++) folders.add(same(parts.slice(0, i).join('/')))
  const taken = new Set(folders)
  const numbers = new Map<string, number>()
  return paths.map((parts) => {
    const path = parts.join('/')
    const key = same(path)
    let free = path
    for (let n = numbers.get(key) ?? 2; taken.has(same(free)); n++) {
      free = numbered(path, n)
      numbers.set(key, n + 1)
    }
    taken.add(same(free))
    return free
  })
}

const same = (path: string) => path.normalize('NFC').toLowerCase()

/** "a/b (2).txt". */
function numbered(path: string, n: number): string {
  const slash = path.lastIndexOf('/')
  const dot = path.lastIndexOf('.')
  const at = dot > slash + 1 ? dot : path.length
  return `${path.slice(0, at)} (${n})${path.slice(at)}`
}
