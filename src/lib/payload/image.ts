type Format = { mime: string; extension: string }

const ascii = (data: Uint8Array, from: number, to: number) => String.fromCharCode(...data.subarray(from, to))

/**
 * The pictures that a browser draws and that cannot hold script, told by their first bytes. SVG is not among them: it is a document
 * that can run code.
 */
export function imageFormat(data: Uint8Array): Format | undefined {
  const head = ascii(data, 0, 16)
  if (head.startsWith('\u0089PNG\r\n\u001a\n')) return { mime: 'image/png', extension: 'png' }
  if (head.startsWith('\u00ff\u00d8\u00ff')) return { mime: 'image/jpeg', extension: 'jpg' }
  if (/^GIF8[79]a/.test(head)) return { mime: 'image/gif', extension: 'gif' }
  if (/^RIFF.{4}WEBP/s.test(head)) return { mime: 'image/webp', extension: 'webp' }
  if (/^.{4}ftypavi[fs]/s.test(head)) return { mime: 'image/avif', extension: 'avif' }
  // "BM" begins many a text too: the reserved bytes are zero, and the header that follows has one of few lengths.
  if (/^BM.{4}\0{4}/s.test(head) && [12, 40, 52, 56, 64, 108, 124].includes(data[14] ?? 0))
    return { mime: 'image/bmp', extension: 'bmp' }
  return undefined
}
