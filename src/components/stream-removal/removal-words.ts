import { copiesOf, elsewhereWords } from '~/components/buckets/bucket-words.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import type { DeletedMessages } from '~/hooks/stream-removal.ts'
import type { StreamList } from '~/nats/streams.ts'
import type { Seq, Stream } from '~/nats/types.ts'

/** What goes with a stream that is deleted. `list`: the streams of the account, undefined where they are not known. */
export function deleteStreamWords(s: Stream, consumers: string[] | undefined, list: StreamList | undefined): string[] {
  const { state } = s
  const copies = list && copiesOf(s.name, list.streams)
  const unseen = list ? [...list.missing, ...list.offline.map((o) => o.name)].filter((name) => name !== s.name) : []
  return [
    `${plural(state.messages, 'message')} (${bytes(state.bytes)}) ${state.messages === 1 ? 'goes' : 'go'} at once, for good.`,
    state.consumer_count === 0 && consumers?.length === 0
      ? 'It has no consumers.'
      : consumers === undefined
        ? `Its consumers (${count(state.consumer_count)}) go with it; their names could not be read.`
        : `${plural(consumers.length, 'consumer')} ${consumers.length === 1 ? 'goes' : 'go'} with it: ${someOf(consumers)}. Whoever reads through them gets nothing more.`,
    copies === undefined
      ? 'Whether other streams copy it is not known: the list of streams could not be read.'
      : copies.mirrors.length === 0 && copies.sourced.length === 0
        ? unseen.length === 0
          ? 'No other stream of this account copies it.'
          : 'No stream that can be looked at now copies it.'
        : undefined,
    unseen.length > 0 ? `These could not be looked at, and may copy it: ${someOf(unseen)}.` : undefined,
    copies && copies.mirrors.length > 0
      ? `Mirrors of it keep what they have and get nothing more: ${someOf(copies.mirrors)}.`
      : undefined,
    copies && copies.sourced.length > 0
      ? `Streams that source it keep what they have and get nothing more: ${someOf(copies.sourced)}.`
      : undefined,
    copies && elsewhereWords(copies),
    s.config.subjects.length > 0 && !s.mirror
      ? `Nobody stores what is published on ${someOf(s.config.subjects)} from then on.`
      : undefined,
  ].filter((w) => w !== undefined)
}

/** The first few of some names. */
function someOf(names: string[]): string {
  const rest = names.length - 10
  return names.slice(0, 10).join(', ') + (rest > 0 ? ` and ${count(rest)} more` : '')
}

/** Why nothing can be purged from a stream, or undefined. */
export function purgeBlock({ config }: Pick<Stream, 'config'>): string | undefined {
  if (config.sealed) return 'The stream is sealed: it can only be read'
  return config.deny_purge ? 'The stream does not allow to be purged (deny_purge)' : undefined
}

/** Why no single message can be deleted from a stream, or undefined. */
export function deleteMessageBlock({ config }: Pick<Stream, 'config'>): string | undefined {
  if (config.sealed) return 'The stream is sealed: it can only be read'
  return config.deny_delete ? 'The stream does not allow messages to be deleted (deny_delete)' : undefined
}

/** What became of messages that were to be deleted. */
export function deletedWords({ deleted, gone, failed, left }: DeletedMessages): string {
  const parts = [
    `${plural(deleted, 'message')} deleted`,
    gone > 0 && `${count(gone)} had gone already`,
    failed.length > 0 &&
      `${count(failed.length)} could not be deleted, or it is not known (sequence ${failed
        .slice(0, 5)
        .map(({ seq }) => count(seq))
        .join(', ')}${failed.length > 5 ? ' and more' : ''})`,
    left > 0 && `${count(left)} not tried`,
  ]
  return `${parts.filter(Boolean).join(', ')}.`
}

/** Which messages, by sequence: each where they are few. */
export function whichWords(seqs: Seq[]): string {
  if (seqs.length <= 12) return `sequences ${seqs.map((s) => count(s)).join(', ')}`
  return `${count(seqs.length)} from sequence ${count(seqs[0]!)} to ${count(seqs.at(-1)!)}`
}
