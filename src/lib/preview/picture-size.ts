type Size = { width: number; height: number }

/**
 * Width and height that a picture says it has, out of its first bytes; undefined where they are not found. A small file can be a picture
 * that takes gigabytes to draw, so it is asked before the browser gets it.
 */
export function pictureSize(data: Uint8Array, mime: string): Size | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  try {
    return sizeOf(view, mime)
  } catch {
    return undefined // too short
  }
}

function sizeOf(view: DataView, mime: string): Size | undefined {
  switch (mime) {
    case 'image/png':
      return { width: view.getUint32(16), height: view.getUint32(20) }
    case 'image/gif':
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
    case 'image/bmp':
      return view.getUint32(14, true) === 12
        ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
        : { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
    case 'image/webp':
      return webpSize(view)
    case 'image/jpeg':
      return jpegSize(view)
    case 'image/avif':
      return avifSize(view)
    case 'image/x-icon':
      return iconSize(view)
    default:
      return undefined
  }
}

const word = (view: DataView, at: number) => view.getUint32(at)
const VP8X = 0x56503858
const VP8L = 0x5650384c
const VP8 = 0x56503820

function webpSize(view: DataView) {
  const kind = word(view, 12)
  const three = (at: number) => 1 + view.getUint16(at, true) + (view.getUint8(at + 2) << 16)
  if (kind === VP8X) return { width: three(24), height: three(27) }
  if (kind === VP8) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (kind !== VP8L) return undefined
  const bits = view.getUint32(21, true)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) }
}

/** From one segment to the next, up to the frame header. */
function jpegSize(view: DataView) {
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at++
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    else at += 2 + view.getUint16(at + 2)
  }
}

const ISPE = 0x69737065

/** The largest of the "ispe" boxes, each with version and flags, then a size: a thumbnail may come before the picture. */
function avifSize(view: DataView) {
  let largest: Size | undefined
  for (let at = 16; at + 16 <= view.byteLength; at++)
    if (word(view, at) === ISPE) largest = larger(largest, { width: view.getUint32(at + 8), height: view.getUint32(at + 12) })
  return largest
}

const PNG = 0x89504e47

/** The largest picture of its directory, which says at most 256 of either side, whatever the picture says itself. */
function iconSize(view: DataView) {
  let largest: Size | undefined
  for (let i = 0; i < view.getUint16(4, true); i++) {
    const at = view.getUint32(6 + 16 * i + 12, true)
    const size =
      word(view, at) === PNG
        ? { width: view.getUint32(at + 16), height: view.getUint32(at + 20) }
        : { width: Math.abs(view.getInt32(at + 4, true)), height: Math.abs(view.getInt32(at + 8, true)) }
    largest = larger(largest, size)
  }
  return largest
}

const larger = (a: Size | undefined, b: Size) => (a && a.width * a.height > b.width * b.height ? a : b)
