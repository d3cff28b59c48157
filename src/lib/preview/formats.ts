/* oxlint-disable no-control-regex -- the marks of files are what is looked for */
import { imageFormat } from '~/lib/payload/image.ts'
import type { ObjectKind, Sniffed } from './sniff.ts'

const ascii = (data: Uint8Array, from: number, to: number) => String.fromCharCode(...data.subarray(from, to))

const pictures: Record<string, string> = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/gif': 'GIF',
  'image/webp': 'WebP',
  'image/avif': 'AVIF',
  'image/bmp': 'BMP',
}

/** By their first bytes alone; `mime` is what a browser plays them as. */
const media: [RegExp, Sniffed][] = [
  [/^RIFF.{4}WAVE/s, { kind: 'audio', words: 'WAV sound', mime: 'audio/wav' }],
  [/^fLaC/, { kind: 'audio', words: 'FLAC sound', mime: 'audio/flac' }],
  [/^ID3/, { kind: 'audio', words: 'MP3 sound', mime: 'audio/mpeg' }],
  [/^OggS.*\u0080theora/s, { kind: 'video', words: 'Ogg video', mime: 'video/ogg' }],
  [/^OggS/, { kind: 'audio', words: 'Ogg sound', mime: 'audio/ogg' }],
  [/^.{4}ftypM4[AB] /s, { kind: 'audio', words: 'MPEG-4 sound', mime: 'audio/mp4' }],
  [/^.{4}ftypqt {2}/s, { kind: 'video', words: 'QuickTime video', mime: 'video/quicktime' }],
  [/^.{4}ftyp/s, { kind: 'video', words: 'MPEG-4 video', mime: 'video/mp4' }],
  [/^\u001a\u0045\u00df\u00a3.*webm/s, { kind: 'video', words: 'WebM video', mime: 'video/webm' }],
  [/^\u001a\u0045\u00df\u00a3/, { kind: 'video', words: 'Matroska video', mime: 'video/webm' }],
]

/** What cannot be looked at here but as bytes. */
const others: [RegExp, string][] = [
  [/^PK(?:\u0003\u0004|\u0005\u0006)/, 'a ZIP archive, or a document in one'],
  [/^\u001f\u008b/, 'gzip data'],
  [/^\u0028\u00b5\u002f\u00fd/, 'zstd data'],
  [/^BZh/, 'bzip2 data'],
  [/^\u00fd7zXZ/, 'xz data'],
  [/^7z\u00bc\u00af/, 'a 7z archive'],
  [/^\u007fELF/, 'an ELF program'],
  [/^MZ.{60}/s, 'a Windows program'],
  [/^\0asm/, 'a WebAssembly module'],
  [/^SQLite format 3\0/, 'a SQLite database'],
  [/^PAR1/, 'Parquet data'],
  [/^(?:II\*\0|MM\0\*)/, 'a TIFF picture, which browsers do not draw'],
]

/** What the first bytes give away. Formats with a short or a late mark count only where they are claimed. */
export function knownFormat(data: Uint8Array, claimed: ObjectKind | undefined): Sniffed | undefined {
  const image = imageFormat(data)
  if (image) return { kind: 'image', words: `${pictures[image.mime]} picture`, mime: image.mime }
  const head = ascii(data, 0, 512)
  if (/^\0\0\u0001\0[^\0]\0/.test(head) && isIcon(data)) return { kind: 'image', words: 'icon', mime: 'image/x-icon' }
  const medium = media.find(([mark]) => mark.test(head))?.[1]
  if (medium) return medium
  if (/^%PDF-\d/.test(head)) return { kind: 'pdf', words: 'PDF document' }
  if (claimed === 'pdf' && ascii(data, 0, 1024).includes('%PDF-')) return { kind: 'pdf', words: 'PDF document' }
  if (claimed === 'audio' && /^\u00ff[\u00e2\u00e3\u00f2\u00f3\u00fa\u00fb]/.test(head))
    return { kind: 'audio', words: 'MP3 sound', mime: 'audio/mpeg' }
  if (claimed === 'audio' && /^\u00ff[\u00f0\u00f1\u00f8\u00f9]/.test(head))
    return { kind: 'audio', words: 'AAC sound', mime: 'audio/aac' }
  const words = others.find(([mark]) => mark.test(head))?.[1]
  return words ? { kind: 'binary', words } : undefined
}

/** The first picture of an icon lies inside of it, after its directory. */
function isIcon(data: Uint8Array): boolean {
  if (data.length < 22) return false
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  return view.getUint32(18, true) >= 6 + 16 * view.getUint16(4, true) && data[9] === 0
}
