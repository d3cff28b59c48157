import type { Member } from './read-backup.ts'

const BLOCK = 512
const decoder = new TextDecoder()

/** The plain files of a tar archive (POSIX ustar, GNU and pax), which are read where they are. Throws an Error for what is none. */
export async function tarMembers(file: Blob): Promise<Member[]> {
  const members: Member[] = []
  let long: string | undefined
  /** What a pax header says of the member behind it. */
  let pax: { path?: string; size?: number } = {}
  for (let at = 0; at + BLOCK <= file.size;) {
    const head = new Uint8Array(await file.slice(at, at + BLOCK).arrayBuffer())
    if (head[0] === 0) break // the end
    const type = String.fromCharCode(head[156]!)
    const size = (type === 'x' ? undefined : pax.size) ?? sizeOf(head.subarray(124, 136))
    const start = at + BLOCK
    if (!Number.isSafeInteger(size) || start + size > file.size) throw new Error('The tar archive is damaged or cut short')
    const body = file.slice(start, start + size)
    if (type === 'L') long = text(new Uint8Array(await body.arrayBuffer()))
    else if (type === 'x') pax = paxOf(new Uint8Array(await body.arrayBuffer()))
    else {
      const [name, prefix] = [text(head.subarray(0, 100)), text(head.subarray(345, 500))]
      if (type === '0' || type === '\0')
        members.push({ name: pax.path ?? long ?? (prefix ? `${prefix}/${name}` : name), size, open: () => body.stream() })
      long = undefined
      pax = {}
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK
  }
  return members
}

/** Records of "length key=value\n", the length in bytes and of the whole record; the size of large members is told here alone. */
function paxOf(bytes: Uint8Array): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {}
  for (let at = 0; at < bytes.length;) {
    const length = parseInt(decoder.decode(bytes.subarray(at, at + 20)), 10)
    if (!(length > 0)) break
    const record = decoder.decode(bytes.subarray(at, at + length - 1))
    const [, key, value] = /^\d+ ([^=]+)=([^]*)$/.exec(record) ?? []
    if (key === 'path') found.path = value!
    else if (key === 'size') found.size = Number(value)
    at += length
  }
  return found
}

/** Octal digits, or for large files a number in binary. */
function sizeOf(field: Uint8Array): number {
  if ((field[0]! & 0x80) === 0) return parseInt(text(field).trim() || '0', 8)
  return field.subarray(1).reduce((n, b) => n * 256 + b, field[0]! & 0x7f)
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end))
}
