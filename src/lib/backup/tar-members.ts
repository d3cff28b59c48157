import type { Member } from './read-backup.ts'

const BLOCK = 512
const decoder = new TextDecoder()

/** The plain files of a tar archive (POSIX ustar, GNU and pax), which are read where they are. Throws an Error for what is none. */
export async function tarMembers(file: Blob): Promise<Member[]> {
  const members: Member[] = []
  let long: string | undefined
  for (let at = 0; at + BLOCK <= file.size;) {
    const head = new Uint8Array(await file.slice(at, at + BLOCK).arrayBuffer())
    if (head[0] === 0) break // the end
    const size = sizeOf(head.subarray(124, 136))
    const start = at + BLOCK
    if (!Number.isSafeInteger(size) || start + size > file.size) throw new Error('The tar archive is damaged or cut short')
    const type = String.fromCharCode(head[156]!)
    const body = file.slice(start, start + size)
    if (type === 'L') long = text(new Uint8Array(await body.arrayBuffer()))
    else if (type === 'x') long = /(?:^|\n)\d+ path=(.*)\n/.exec(await body.text())?.[1] ?? long
    else {
      const [name, prefix] = [text(head.subarray(0, 100)), text(head.subarray(345, 500))]
      if (type === '0' || type === '\0')
        members.push({ name: long ?? (prefix ? `${prefix}/${name}` : name), size, open: () => body.stream() })
      long = undefined
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK
  }
  return members
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
