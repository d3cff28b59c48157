import { bytes } from '~/lib/format.ts'
import { gunzip } from './gzip.ts'
import { unzstd } from './zstd.ts'

export type Packing = 'gzip' | 'zstd'

/** What came out of one layer, and how it ended: `full` when there was more than may be unpacked. */
export type Unpacked = { data: Uint8Array; end: 'complete' | 'full' | 'broken' }

export type Layer = { packing: Packing; from: number; to: number; end: Unpacked['end'] }

/** What may be unpacked of one payload: a few bytes can stand for terabytes. */
const MAX_UNPACKED = 16 * 1024 * 1024
const MAX_LAYERS = 3

const unpackers = { gzip: gunzip, zstd: unzstd }

/** What the first bytes say that the data is packed with. */
export function packingOf(data: Uint8Array): Packing | undefined {
  if (data[0] === 0x1f && data[1] === 0x8b && data[2] === 8) return 'gzip'
  if (data[0] === 0x28 && data[1] === 0xb5 && data[2] === 0x2f && data[3] === 0xfd) return 'zstd'
  return undefined
}

/**
 * Unpacks gzip and zstd, up to three layers of them. Of a broken layer what came out before the fault is kept; a layer of which
 * nothing came out stays packed.
 */
export async function unpack(stored: Uint8Array, limit = MAX_UNPACKED): Promise<{ data: Uint8Array; layers: Layer[] }> {
  let data = stored
  const layers: Layer[] = []
  for (let packing = packingOf(data); packing && layers.length < MAX_LAYERS; packing = packingOf(data)) {
    const out = await unpackers[packing](data, limit)
    layers.push({ packing, from: data.length, to: out.data.length, end: out.end })
    if (out.end === 'broken' && out.data.length === 0) break
    data = out.data
    if (out.end !== 'complete') break
  }
  return { data, layers }
}

/** "gzip, 1.2 KiB → 40 KiB". */
export function layersInWords(layers: Layer[]): string {
  return layers.map((l) => `${l.packing}, ${bytes(l.from)} → ${bytes(l.to)}`).join('; in it ')
}

/** What the reader has to know about how unpacking ended. */
export function unpackNote(layers: Layer[], limit = MAX_UNPACKED): string | undefined {
  const last = layers.at(-1)
  if (!last || last.end === 'complete') return undefined
  if (last.end === 'full') return `Unpacked to the first ${bytes(limit)}; the rest was not unpacked.`
  return last.to === 0
    ? `It begins like ${last.packing} data, but it is broken or cut short: it is shown as stored.`
    : `The ${last.packing} data is broken or cut short: only what came out before the fault is shown.`
}
