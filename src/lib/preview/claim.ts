import type { ObjectKind } from './sniff.ts'

/** What an object says that it is. */
export type Claim = {
  kind: ObjectKind
  words: string
  mime?: string
  /** "Its name ends in .png". */
  by: string
}

type Known = Pick<Claim, 'kind' | 'words' | 'mime'>

const image = (name: string, mime: string): Known => ({ kind: 'image', words: `${name} picture`, mime })
const types: Record<string, Known> = {
  png: image('PNG', 'image/png'),
  jpg: image('JPEG', 'image/jpeg'),
  gif: image('GIF', 'image/gif'),
  webp: image('WebP', 'image/webp'),
  avif: image('AVIF', 'image/avif'),
  bmp: image('BMP', 'image/bmp'),
  ico: image('icon', 'image/x-icon'),
  svg: { kind: 'svg', words: 'SVG picture', mime: 'image/svg+xml' },
  pdf: { kind: 'pdf', words: 'PDF document' },
  csv: { kind: 'csv', words: 'CSV' },
  tsv: { kind: 'csv', words: 'TSV' },
  json: { kind: 'json', words: 'JSON' },
  html: { kind: 'html', words: 'HTML' },
  xml: { kind: 'xml', words: 'XML' },
  txt: { kind: 'text', words: 'text' },
  audio: { kind: 'audio', words: 'sound' },
  video: { kind: 'video', words: 'video' },
}

const extensions: Record<string, keyof typeof types> = {
  ...Object.fromEntries(Object.keys(types).map((t) => [t, t])),
  jpeg: 'jpg',
  tab: 'tsv',
  htm: 'html',
  xhtml: 'html',
  log: 'txt',
  md: 'txt',
  ...Object.fromEntries(['wav', 'mp3', 'ogg', 'oga', 'opus', 'flac', 'm4a', 'aac'].map((e) => [e, 'audio'])),
  ...Object.fromEntries(['mp4', 'm4v', 'webm', 'mkv', 'mov', 'ogv'].map((e) => [e, 'video'])),
}
// Names that are no extensions of files.
delete extensions.audio
delete extensions.video

/** The type of its Content-Type where that says something, else of its name's extension. */
export function claimOf(name: string, contentType: string | undefined): Claim | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  const byType = type && types[typeKey(type)]
  if (byType) return { ...byType, by: `Its Content-Type is ${type}` }
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const byName = Object.hasOwn(extensions, extension) ? types[extensions[extension] ?? ''] : undefined
  return byName && { ...byName, by: `Its name ends in .${extension}` }
}

function typeKey(type: string): string {
  const named: Record<string, string> = {
    'application/pdf': 'pdf',
    'text/csv': 'csv',
    'text/tab-separated-values': 'tsv',
    'text/html': 'html',
    'application/xhtml+xml': 'html',
    'text/plain': 'txt',
    'text/xml': 'xml',
    'image/svg+xml': 'svg',
    'image/vnd.microsoft.icon': 'ico',
  }
  if (Object.hasOwn(named, type)) return named[type] ?? ''
  if (/^(application|text)\/([\w.-]+\+)?json$/.test(type)) return 'json'
  if (/^application\/([\w.-]+\+)?xml$/.test(type)) return 'xml'
  if (type.startsWith('audio/')) return 'audio'
  if (type.startsWith('video/')) return 'video'
  return Object.keys(types).find((key) => types[key]?.mime === type) ?? ''
}
