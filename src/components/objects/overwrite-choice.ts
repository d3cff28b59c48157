import { isSameDigest, parseDigest } from '~/lib/obj/digest.ts'
import { metaChanges, type MetaChange } from '~/lib/obj/meta-draft.ts'
import { count, plural } from '~/lib/format.ts'
import type { ObjectInfo, ObjectMeta } from '~/nats/obj-types.ts'
import type { Seq } from '~/nats/types.ts'

/** What would come under a name, and what was found there. `modified` in ms; `digest` and `meta` where they are known. */
export type Replacing = {
  name: string
  size: number
  modified: number
  old: ObjectInfo
  digest?: string | undefined
  meta?: ObjectMeta | undefined
}

/** What an upload may replace: the revision that was looked at, or nothing where there is none any more. */
export type Over = Seq | 'nothing'

/** What there is under the names now, as far as it was looked at again; null: nothing. */
export type Latest = ReadonlyMap<string, ObjectInfo | null>

/** Ticks, each for what was seen when it was made: what is changed afterwards is not ticked any more. */
export type Ticks = ReadonlyMap<string, Over>

/** What is there now, or null. */
export function nowOf({ name, old }: Replacing, latest: Latest): ObjectInfo | null {
  const now = latest.get(name)
  return now === undefined ? old : now?.deleted ? null : now
}

export const overOf = (now: ObjectInfo | null): Over => now?.revision ?? 'nothing'

export const isTicked = (item: Replacing, latest: Latest, ticks: Ticks): boolean =>
  ticks.get(item.name) === overOf(nowOf(item, latest))

/** Those that are ticked as they are now, with what each is to be written over. */
export function chosenOf(items: Replacing[], latest: Latest, ticks: Ticks): Map<string, Over> {
  const chosen = items.filter((item) => isTicked(item, latest, ticks))
  return new Map(chosen.map((item) => [item.name, overOf(nowOf(item, latest))]))
}

/** What has become of it since it was found, in a few words, or undefined. */
export function sinceWords({ old }: Replacing, now: ObjectInfo | null): string | undefined {
  if (!now) return 'Deleted meanwhile: the name is free'
  return now.revision === old.revision ? undefined : `Changed meanwhile: at revision ${count(now.revision)}`
}

/** Whether the bytes are the same, as far as that is known: by their digests, or because there are more or fewer of them. */
export function bytesWords({ size, digest }: Pick<Replacing, 'size' | 'digest'>, now: ObjectInfo): string {
  if (now.link) return 'A link has no bytes of its own'
  if (size !== now.size) return 'Different bytes: more or fewer of them'
  if (digest === undefined || !parseDigest(digest) || !parseDigest(now.digest)) {
    return 'As many bytes; whether they are the same is not known, since no digest of what would come is'
  }
  return isSameDigest(digest, now.digest) ? 'The same bytes: their digests are equal' : 'Different bytes: their digests differ'
}

/** What is said about the object now, and what would be said then: files bring nothing, copies what is said about what they copy. */
export function saidChanges({ meta }: Pick<Replacing, 'meta'>, now: ObjectInfo): MetaChange[] {
  const { description = '', headers = {}, metadata = {} } = meta ?? {}
  return metaChanges(now, { description, headers, metadata })
}

/** What the button does: "Replace 2 objects, upload 3 more". */
export function overwriteWords(chosen: number, others: number, comes: 'file' | 'copy'): string {
  const verb = comes === 'copy' ? ['Copy', 'copy'] : ['Upload', 'upload']
  if (chosen === 0) return others > 0 ? `${verb[0]} only the ${plural(others, 'new one')}` : 'Replace'
  return `Replace ${plural(chosen, 'object')}${others > 0 ? `, ${verb[1]} ${count(others)} more` : ''}`
}
