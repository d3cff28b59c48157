import { deflateSync } from 'node:zlib'
import type { Clients } from './clients.ts'

/** A bucket of files: pictures, texts, a table, and one of some size. */
export async function fillObjects({ objm }: Clients): Promise<void> {
  const files = await objm.create('files', { description: 'Pictures, reports and a backup' })
  for (let i = 1; i <= 6; i++) await files.putBlob({ name: `pictures/gradient-${i}.png` }, gradient(i * 40))
  const text = (s: string) => new TextEncoder().encode(s)
  await files.putBlob({ name: 'readme.txt' }, text('These files were put here by the official client.\n'))
  await files.putBlob(
    { name: 'reports/2026/orders.csv' },
    text(['region,orders,revenue', 'eu,1204,98234.50', 'us,880,74110.00', 'apac,431,30112.25'].join('\n')),
  )
  await files.putBlob(
    { name: 'reports/2026/summary.json' },
    text(JSON.stringify({ quarter: 3, total: 2515, best: 'eu' }, null, 2)),
  )
  await files.putBlob({ name: 'backup/shop-2026-11.bin' }, noise(8 * 1024 * 1024))
}

/** Bytes that do not compress, the same every time. */
function noise(size: number): Uint8Array {
  const data = new Uint8Array(size)
  let state = 1
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    data[i] = state >>> 24
  }
  return data
}

/** A PNG of 160 by 120 pixels, written by hand: header, one compressed block of rows, end. */
function gradient(hue: number): Uint8Array {
  const [width, height] = [160, 120]
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3
      rows[at] = (x + hue) & 255
      rows[at + 1] = (y * 2) & 255
      rows[at + 2] = (255 - hue) & 255
    }
  }
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
