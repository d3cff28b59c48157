import { imageFormat } from './payload/image.ts'
import { asText } from './payload/text.ts'
import { toBase64 } from './payload/encode.ts'
import { packingOf } from './payload/unpack.ts'
import type { PayloadKind } from './payload/views.ts'

/** What is written of a message when it is copied. */
export type MessageParts = { seq: bigint; subject: string; time: string; headers: [string, string][]; data: Uint8Array }

/** Headers as they are on the wire: a line each, repeated ones repeated. */
export function headersAsText(headers: [string, string][]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n')
}

/**
 * The message as JSON, complete: the sequence in all its digits, the values of a header in a list since there can be several, the
 * payload as text where it is text and else as base64.
 */
export function messageAsJson(stream: string, m: MessageParts): string {
  const headers = new Map<string, string[]>()
  for (const [name, value] of m.headers) headers.set(name, [...(headers.get(name) ?? []), value])
  const text = asText(m.data)
  const lines = [
    `"stream": ${JSON.stringify(stream)}`,
    `"seq": ${m.seq}`,
    `"subject": ${JSON.stringify(m.subject)}`,
    `"time": ${JSON.stringify(m.time)}`,
    `"headers": {${[...headers].map(([name, values]) => `\n    ${JSON.stringify(name)}: ${JSON.stringify(values)}`).join(',')}${headers.size > 0 ? '\n  ' : ''}}`,
    text === undefined ? `"data_base64": ${JSON.stringify(toBase64(m.data))}` : `"data": ${JSON.stringify(text)}`,
  ]
  return `{\n  ${lines.join(',\n  ')}\n}`
}

/** The command that gets the message with the `nats` command line. */
export function natsCommand(stream: string, seq: bigint): string {
  const end = stream.startsWith('-') ? '-- ' : ''
  return `nats stream get ${end}${shellQuoted(stream)} ${seq}`
}

/** A word of a POSIX shell that stands for exactly this text. */
export function shellQuoted(word: string): string {
  return /^[\w.@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}

const extensions: Record<PayloadKind, string> = {
  empty: 'bin',
  json: 'json',
  text: 'txt',
  msgpack: 'msgpack',
  cbor: 'cbor',
  image: 'bin',
  binary: 'bin',
}

/** A file name for a payload, by what it is. */
export function fileName(stream: string, seq: bigint, data: Uint8Array, kind: PayloadKind): string {
  const packing = packingOf(data)
  const extension = packing ? { gzip: 'gz', zstd: 'zst' }[packing] : (imageFormat(data)?.extension ?? extensions[kind])
  // oxlint-disable-next-line no-control-regex -- what no file system takes
  return `${stream.replace(/[\u0000-\u001f"*/:<>?\\|]/g, '_')}-${seq}.${extension}`
}
