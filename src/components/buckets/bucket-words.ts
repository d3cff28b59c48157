import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import type { Stream, Upstream } from '~/nats/types.ts'

/** What the bucket keeps, and for how long, as sentences that an operator can check against what they meant. */
export function keepWords(b: Bucket): string {
  if (b.history === Infinity) return 'Every revision of each key'
  return b.history === 1 ? 'The latest revision of each key' : `The last ${count(b.history)} revisions of each key`
}

export function ttlWords(b: Bucket): string {
  return b.ttl_ms === undefined ? 'Revisions never go by age' : `Every revision goes after ${duration(b.ttl_ms)}`
}

export function keyTtlWords(b: Bucket): string {
  if (!b.per_key_ttl) return 'Keys have no TTL of their own'
  return b.marker_ttl_ms === undefined
    ? 'Keys may have a TTL of their own; no markers are left of what the server removes'
    : `Keys may have a TTL of their own; a marker stays ${duration(b.marker_ttl_ms)} in place of what the server removes`
}

export function limitWords(b: Bucket): string[] {
  return [
    b.max_bytes === undefined
      ? 'No limit on its size'
      : `At most ${bytes(b.max_bytes)} (${count(b.max_bytes)} bytes); then ${discardsOld(b) ? 'the oldest values are removed' : 'new keys are refused'}`,
    b.max_value_size === undefined
      ? 'Values as large as the server takes'
      : `A value with its headers has at most ${bytes(b.max_value_size)} (${count(b.max_value_size)} bytes)`,
  ]
}

export function storageWords(b: Bucket): string {
  return `${b.storage === 'file' ? 'On disk' : 'In memory'}${b.compression ? ', compressed (S2)' : ', not compressed'}, ${plural(b.num_replicas, 'replica')}`
}

export function readWords(b: Bucket): string {
  if (!b.allow_direct) return 'From its leader only'
  return b.mirror_direct ? 'From any replica; it also answers for the bucket that it copies' : 'From any replica'
}

export function placementWords({ placement }: Pick<Bucket, 'placement'>): string | undefined {
  if (!placement) return undefined
  const { cluster, tags } = placement
  return [cluster && `cluster ${cluster}`, tags?.length && `servers with ${tags.join(', ')}`].filter(Boolean).join(', ')
}

export function republishWords({ republish: r }: Bucket): string | undefined {
  return r && `${r.src === '>' ? 'Every key' : r.src} to ${r.dest}${r.headers_only ? ', headers only' : ''}`
}

export function copyWords(b: Bucket): string | undefined {
  if (b.mirror_of !== undefined) return `A mirror of ${b.mirror_of}: it is written there`
  return b.sources.length > 0 ? `Also holds what is copied from ${b.sources.join(', ')}` : undefined
}

/** Buckets refuse what does not fit; a stream that was made otherwise may make room instead. */
export function discardsOld({ raw: { config } }: Pick<Bucket, 'raw'>): boolean {
  return typeof config === 'object' && config !== null && 'discard' in config && config.discard === 'old'
}

/** What cannot be done to it. */
export function lockWords(b: Bucket): string[] {
  if (b.sealed) return ['Sealed: it can only be read']
  return [b.deny_delete && 'Single revisions cannot be deleted', b.deny_purge && 'Keys cannot be purged, nor compacted'].filter(
    (w) => w !== false,
  )
}

/** `elsewhere`: those that copy a stream of that name by the API of a domain or of another account, which may or may not lead here. */
export type Copies = { mirrors: string[]; sourced: string[]; elsewhere: string[] }

/** The streams that copy a stream, among those that are listed. */
export function copiesOf(stream: string, all: Stream[]): Copies {
  const isHere = (up: Upstream) => up.name === stream && (up.external === undefined || up.external === '$JS.API')
  const names = (which: (s: Stream) => boolean) => all.filter(which).map((s) => s.name)
  const [mirrors, sourced] = [names((s) => s.mirror !== undefined && isHere(s.mirror)), names((s) => s.sources.some(isHere))]
  const others = names((s) => [s.mirror, ...s.sources].some((up) => up?.name === stream && !isHere(up)))
  return { mirrors, sourced, elsewhere: others.filter((name) => !sourced.includes(name)) }
}

/** Said of streams that copy one of the same name elsewhere; undefined where there are none. */
export const elsewhereWords = ({ elsewhere }: Copies): string | undefined =>
  elsewhere.length === 0
    ? undefined
    : `${namesOf(elsewhere)} ${elsewhere.length === 1 ? 'copies' : 'copy'} a stream of this name by the API of a domain or of another account, which may not lead here.`

/** What goes with a bucket that is deleted. `all`: the streams of the account, undefined where they are not known. */
export function deleteWords(b: Bucket, all: Stream[] | undefined): string[] {
  const copies = all && copiesOf(b.stream, all)
  return [
    `${plural(b.keys, 'key')} with ${plural(b.values, 'value')} (${bytes(b.bytes)}) go at once, for good, history and markers included.`,
    b.mirror_of !== undefined && `It is a copy: ${b.mirror_of} keeps what it has.`,
    copies === undefined && 'Whether other streams copy it is not known: they could not be listed.',
    !!copies?.mirrors.length &&
      `${namesOf(copies.mirrors)} ${copies.mirrors.length === 1 ? 'mirrors it and loses its' : 'mirror it and lose their'} origin: what was copied stays, nothing more comes, and nothing can be written.`,
    !!copies?.sourced.length &&
      `${namesOf(copies.sourced)} ${copies.sourced.length === 1 ? 'copies' : 'copy'} from it: what was copied stays, nothing more comes.`,
    copies && copies.mirrors.length + copies.sourced.length === 0 && 'No stream of this account copies it.',
    copies && elsewhereWords(copies),
    'Clients that watch it, or put into it, fail until there is a bucket of this name again.',
  ].filter((w) => typeof w === 'string')
}

/** Streams as they are called here: a bucket by its own name. */
export const namesOf = (streams: string[]) => streams.map((s) => s.replace(/^KV_/, '')).join(', ')

/** Why a bucket cannot be compacted, or undefined. */
export function compactBlock(b: Bucket): string | undefined {
  if (b.mirror_of !== undefined) return `A mirror is compacted where it comes from: open ${b.mirror_of}`
  if (b.sealed) return 'The bucket is sealed: it can only be read'
  return b.deny_purge ? 'The bucket does not allow keys to be purged (deny_purge)' : undefined
}

/** "mirror of X", "copies X, Y", or nothing. */
export function originWords({ mirror_of, sources }: { mirror_of?: string; sources: string[] }): string {
  if (mirror_of !== undefined) return `mirror of ${mirror_of}`
  return sources.length > 0 ? `copies ${sources.join(', ')}` : ''
}
