import type { Member } from './read-backup.ts'

const [END, END_64, CENTRAL, LOCAL] = [0x06054b50, 0x07064b50, 0x02014b50, 0x04034b50]
const WIDE = 0xffffffff
/** The end record with the longest comment. */
const MOST_END = 22 + 0xffff
const MOST_LIST = 64 * 1024 * 1024

/** The files of a ZIP archive, stored or deflated, ZIP64 included, which are read where they are. Throws an Error for what is damaged. */
export async function zipMembers(file: Blob): Promise<Member[]> {
  const { at, size } = await listOf(file)
  if (size > MOST_LIST || at + size > file.size) throw damaged()
  const list = await viewOf(file, at, size)
  const members: Member[] = []
  for (let i = 0; i + 46 <= size && list.getUint32(i, true) === CENTRAL;) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => list.getUint16(i + o, true)) as [
      number,
      number,
      number,
    ]
    const method = list.getUint16(i + 10, true)
    const isEncrypted = (list.getUint16(i + 8, true) & 1) === 1
    const name = new TextDecoder().decode(new Uint8Array(list.buffer, i + 46, nameLength))
    const sizes = wideOf(list, i, nameLength, extraLength)
    i += 46 + nameLength + extraLength + commentLength
    if (name.endsWith('/')) continue
    if (isEncrypted || (method !== 0 && method !== 8))
      throw new Error(`${name} is packed in a way that is not known here: unpack the archive and pick its files`)
    const local = await viewOf(file, sizes.offset, 30)
    if (local.getUint32(0, true) !== LOCAL) throw damaged()
    const start = sizes.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true)
    if (start + sizes.packed > file.size) throw damaged()
    const body = file.slice(start, start + sizes.packed)
    const open = method === 0 ? () => body.stream() : () => body.stream().pipeThrough(new DecompressionStream('deflate-raw'))
    members.push({ name, size: sizes.size, open })
  }
  return members
}

/** Where the list of files is. */
async function listOf(file: Blob): Promise<{ at: number; size: number }> {
  const from = Math.max(0, file.size - MOST_END)
  const tail = await viewOf(file, from, file.size - from)
  for (let i = tail.byteLength - 22; i >= 0; i--) {
    if (tail.getUint32(i, true) !== END) continue
    const [size, at] = [tail.getUint32(i + 12, true), tail.getUint32(i + 16, true)]
    if (at !== WIDE && size !== WIDE && tail.getUint16(i + 10, true) !== 0xffff) return { at, size }
    if (i < 20 || tail.getUint32(i - 20, true) !== END_64) return { at, size }
    const wide = await viewOf(file, Number(tail.getBigUint64(i - 12, true)), 56)
    return { size: Number(wide.getBigUint64(40, true)), at: Number(wide.getBigUint64(48, true)) }
  }
  throw damaged()
}

/** Sizes and place of a file; those that do not fit 32 bits are in an extra field. */
function wideOf(list: DataView, i: number, nameLength: number, extraLength: number) {
  const found = { size: list.getUint32(i + 24, true), packed: list.getUint32(i + 20, true), offset: list.getUint32(i + 42, true) }
  const end = i + 46 + nameLength + extraLength
  for (let at = i + 46 + nameLength; at + 4 <= end; at += 4 + list.getUint16(at + 2, true)) {
    if (list.getUint16(at, true) !== 0x0001) continue
    let next = at + 4
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (found[key] !== WIDE || next + 8 > end) continue
      found[key] = Number(list.getBigUint64(next, true))
      next += 8
    }
  }
  return found
}

async function viewOf(file: Blob, at: number, size: number): Promise<DataView> {
  const bytes = await file.slice(at, at + size).arrayBuffer()
  if (bytes.byteLength < size) throw damaged()
  return new DataView(bytes)
}

const damaged = () => new Error('The ZIP archive is damaged or cut short')
