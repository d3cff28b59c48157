import { CSV_HEAD, csvRow } from '~/lib/messages-file/csv.ts'
import { messageLine, type FileMessage } from '~/lib/messages-file/message-line.ts'
import { TextWriter, type TextSink } from '~/lib/text-writer.ts'
import type { Connection } from './connection.ts'
import { AppError } from './errors.ts'
import { persistRead } from './kv-persist.ts'
import { getMessage, seqAtTime } from './messages.ts'
import { keep, scanInParts, type KeptMessage } from './scan-parts.ts'
import type { OnWaiting } from './scan.ts'
import { getStream } from './streams.ts'
import type { Seq, Stream } from './types.ts'

export type FileFormat = 'ndjson' | 'csv'

/** An end of a range: a sequence, a time (RFC 3339), or what the stream has. Both ends belong to it. */
export type Bound = { seq: Seq } | { time: string } | undefined

/** Single messages, or those of a range that match any of the filters (none = all). */
export type ExportWhat = { seqs: readonly Seq[] } | { from?: Bound; to?: Bound; filters: string[] }

/** `through` of `from` to `to`: sequences; for single messages how many of them. `bytes`: of payloads; `chars`: of the file. */
export type StreamExportProgress = { from: Seq; through: Seq; to: Seq; messages: number; bytes: number; chars: number }

/** `gone`: single messages that were not there any more. `to`: the last sequence that it could reach. */
export type StreamExported = { messages: number; bytes: number; chars: number; gone: number; to: Seq }

/** Single messages that are asked for at once. */
const AT_ONCE = 16

/**
 * Writes messages into a file in the order of their sequences. A range ends where the stream ended when it was begun: what is
 * published meanwhile is not part of it. What is held at once is bounded; goes on after a lost connection. Throws AppError, `aborted`
 * included, and what the sink throws.
 */
export async function exportMessages(
  conn: Connection,
  name: string,
  what: ExportWhat,
  format: FileFormat,
  sink: TextSink,
  signal: AbortSignal,
  onProgress: (p: StreamExportProgress) => void = () => {},
  onWaiting?: OnWaiting,
): Promise<StreamExported> {
  const stream = await persistRead(conn, () => getStream(conn, name), signal)
  const text = new TextWriter(sink)
  const result: StreamExported = { messages: 0, bytes: 0, chars: 0, gone: 0, to: stream.state.last_seq }
  const write = async (messages: KeptMessage[]) => {
    for (const m of messages) {
      const line = toFile(stream, m)
      text.put(format === 'csv' ? csvRow(line) : `${messageLine(line)}\n`)
      result.messages++
      result.bytes += m.data.length
      await text.flushed()
    }
    result.chars = text.length
  }
  if (format === 'csv') text.put(CSV_HEAD)
  const tell = (from: Seq, through: Seq, to: Seq) => onProgress({ from, through, to, ...figures(result) })
  if ('seqs' in what) {
    const seqs = [...what.seqs].sort((a, b) => (a < b ? -1 : 1))
    for (let i = 0; i < seqs.length; i += AT_ONCE) {
      if (signal.aborted) throw new AppError('aborted', 'Stopped')
      const part = seqs.slice(i, i + AT_ONCE)
      const found = await Promise.all(part.map((seq) => persistRead(conn, () => getMessage(conn, stream, seq), signal)))
      const there = found.filter((m) => m !== undefined)
      result.gone += part.length - there.length
      await write(there.map(keep))
      tell(0n, BigInt(i + part.length), BigInt(seqs.length))
    }
    result.to = seqs.at(-1) ?? 0n
  } else {
    const { from, to } = await rangeOf(conn, stream, what, signal)
    result.to = to
    tell(from, from - 1n, to)
    const each = async (messages: KeptMessage[], through: Seq) => {
      await write(messages)
      tell(from, through, to)
    }
    await scanInParts(conn, stream, { from, to, filters: what.filters }, each, signal, onWaiting)
  }
  await text.flush()
  return { ...result, chars: text.length }
}

const figures = ({ messages, bytes, chars }: StreamExported) => ({ messages, bytes, chars })

/** The sequences of a range as the stream is now; `from` is above `to` when it has none. Throws AppError. */
export async function rangeOf(
  conn: Connection,
  stream: Stream,
  { from, to }: { from?: Bound; to?: Bound },
  signal: AbortSignal,
): Promise<{ from: Seq; to: Seq }> {
  const { first_seq, last_seq } = stream.state
  // Of an empty stream too the last sequence is known, and there is nothing to find by a time.
  const at = (time: string) =>
    first_seq > last_seq ? Promise.resolve(undefined) : persistRead(conn, () => seqAtTime(conn, stream, time), signal)
  let [low, high] = [first_seq, last_seq]
  if (from && 'seq' in from) low = from.seq > first_seq ? from.seq : first_seq
  else if (from) low = (await at(from.time)) ?? last_seq + 1n
  if (to && 'seq' in to) high = to.seq < last_seq ? to.seq : last_seq
  else if (to) high = ((await at(nanosecondAfter(to.time))) ?? last_seq + 1n) - 1n
  return { from: low, to: high > last_seq ? last_seq : high }
}

/** The next moment that a message can have been stored at. RFC 3339 in UTC. */
export function nanosecondAfter(time: string): string {
  const fraction = (/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0')
  const ns = BigInt(Math.floor(Date.parse(time) / 1000)) * 1_000_000_000n + BigInt(fraction) + 1n
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`
}

/** With nine digits of a second: who answers may leave zeros out, and files of one message should be the same. */
function allDigits(time: string): string {
  const [, seconds, fraction = ''] = /^(.{19})(?:\.(\d{1,9}))?Z$/.exec(time) ?? []
  return seconds === undefined ? time : `${seconds}.${fraction.padEnd(9, '0')}Z`
}

function toFile({ name }: Stream, { seq, time, subject, headerBlock, data }: KeptMessage): FileMessage {
  return { stream: name, seq, time: allDigits(time), subject, headers: headerBlock, data }
}
