/**
 * The records of a ZIP archive whose files are stored as they are (APPNOTE.TXT 6.3). Names are UTF-8. Where 4 GiB or 65,535 files are not
 * enough the wider fields of ZIP64 are used, and only there: not every reader knows them.
 */

export type Entry = {
  name: Uint8Array
  mtime: Date
  /** Where its header is. */
  offset: number
  size: number
  crc: number
  /** Its CRC and size were not known before its bytes. */
  isStreamed: boolean
  /** It may have 4 GiB or more. */
  isLarge: boolean
}

const UTF8 = 0x0800
const SIZES_FOLLOW = 0x0008
const VERSION = 20
const VERSION_64 = 45
const MADE_ON_UNIX = 3 << 8
const PLAIN_FILE = 0o100644 * 0x10000
/** From here on a number is elsewhere, in a wider field. */
export const LARGE = 0xffffffff
const MANY = 0xffff

/** Little-endian numbers one after the other, each with its width in bytes; bytes as they are. */
function record(...fields: ([width: 1 | 2 | 4 | 8, value: number] | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(fields.reduce((n, f) => n + (f instanceof Uint8Array ? f.length : f[0]), 0))
  const view = new DataView(out.buffer)
  let at = 0
  for (const field of fields) {
    if (field instanceof Uint8Array) {
      out.set(field, at)
      at += field.length
      continue
    }
    const [width, value] = field
    if (width === 8) view.setBigUint64(at, BigInt(value), true)
    else if (width === 4) view.setUint32(at, value, true)
    else if (width === 2) view.setUint16(at, value, true)
    else view.setUint8(at, value)
    at += width
  }
  return out
}

/** Before the bytes of a file. */
export function localHeader(e: Entry): Uint8Array<ArrayBuffer> {
  const { size, crc } = e.isStreamed ? { size: 0, crc: 0 } : e
  const wide = e.isLarge ? [record([2, 0x0001], [2, 16], [8, size], [8, size])] : []
  const extra = record(...wide, unixTime(e))
  const start = common(e, e.isLarge, crc, e.isLarge ? LARGE : size)
  return record([4, 0x04034b50], ...start, [2, e.name.length], [2, extra.length], e.name, extra)
}

/** After the bytes of a file whose size was not known before. */
export function descriptor({ crc, size, isLarge }: Entry): Uint8Array<ArrayBuffer> {
  const width = isLarge ? 8 : 4
  return record([4, 0x08074b50], [4, crc], [width, size], [width, size])
}

/** A file in the list at the end. */
export function centralHeader(e: Entry): Uint8Array<ArrayBuffer> {
  const isWide = e.isLarge || e.size >= LARGE || e.offset >= LARGE
  const wide = isWide ? [record([2, 0x0001], [2, 24], [8, e.size], [8, e.size], [8, e.offset])] : []
  const extra = record(...wide, unixTime(e))
  return record(
    [4, 0x02014b50],
    [2, MADE_ON_UNIX | VERSION_64],
    ...common(e, isWide, e.crc, isWide ? LARGE : e.size),
    [2, e.name.length],
    [2, extra.length],
    [2, 0], // no comment
    [2, 0], // on the first disk
    [2, 0],
    [4, PLAIN_FILE],
    [4, isWide ? LARGE : e.offset],
    e.name,
    extra,
  )
}

/** The end of an archive, after a list of so many entries and bytes that begins at `offset`. */
export function endRecords(entries: number, size: number, offset: number): Uint8Array<ArrayBuffer> {
  const isWide = entries >= MANY || size >= LARGE || offset >= LARGE
  const wide = record(
    [4, 0x06064b50],
    [8, 44],
    [2, MADE_ON_UNIX | VERSION_64],
    [2, VERSION_64],
    [4, 0],
    [4, 0],
    [8, entries],
    [8, entries],
    [8, size],
    [8, offset],
    [4, 0x07064b50],
    [4, 0],
    [8, offset + size],
    [4, 1],
  )
  const few = Math.min(entries, MANY)
  return record(
    ...(isWide ? [wide] : []),
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, few],
    [2, few],
    [4, Math.min(size, LARGE)],
    [4, Math.min(offset, LARGE)],
    [2, 0],
  )
}

function common({ mtime, isStreamed }: Entry, isWide: boolean, crc: number, size: number): [2 | 4, number][] {
  const [time, date] = dosTime(mtime)
  return [
    [2, isWide ? VERSION_64 : VERSION],
    [2, UTF8 | (isStreamed ? SIZES_FOLLOW : 0)],
    [2, 0], // stored
    [2, time],
    [2, date],
    [4, crc],
    [4, size],
    [4, size],
  ]
}

/** In the local time, to two seconds, from 1980 on: as readers that do not know better expect it. */
function dosTime(d: Date): [time: number, date: number] {
  const year = Math.min(Math.max(d.getFullYear(), 1980), 2107)
  const time = (d.getHours() << 11) | (d.getMinutes() << 5) | (d.getSeconds() >> 1)
  return [time, ((year - 1980) << 9) | ((d.getMonth() + 1) << 5) | d.getDate()]
}

/** In UTC, for the others. */
function unixTime({ mtime }: Entry): Uint8Array {
  const seconds = Math.floor(mtime.getTime() / 1000)
  return record([2, 0x5455], [2, 5], [1, 1], [4, Number.isFinite(seconds) ? seconds >>> 0 : 0])
}
