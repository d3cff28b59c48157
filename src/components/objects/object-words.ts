import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { MoveResult, MoveRow, MoveView, ObjectsView, RemovalResult, RemovalView, WhichObjects } from '~/hooks/use-objects.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'

type Words = { label: string; tone: 'open' | 'connecting' | 'reconnecting' | 'failed' }

/** What the watch of a bucket is doing, for its badge. */
export const watchWords: Record<ObjectsView['state'], Words> = {
  starting: { label: 'Starting', tone: 'connecting' },
  reading: { label: 'Reading objects', tone: 'connecting' },
  following: { label: 'Live', tone: 'open' },
  waiting: { label: 'Reconnecting', tone: 'reconnecting' },
  deleted: { label: 'Deleted', tone: 'failed' },
  failed: { label: 'Stopped', tone: 'failed' },
}

/** "2,000 objects, complete", or how far reading has come. */
export function objectsWords({ complete, objects, deleted, pending }: ObjectsView): string {
  if (complete) return `${plural(objects, 'object')}, complete`
  return pending > 0 ? `${count(objects + deleted)} so far, ${count(pending)} to come` : `${plural(objects, 'object')} so far`
}

/** What a link leads to. */
export function linkWords({ bucket, name }: { bucket: string; name?: string }): string {
  return name === undefined ? `bucket ${bucket}` : `${bucket}/${name}`
}

const results: Record<RemovalResult, { label: string; tone: string }> = {
  waiting: { label: 'not deleted yet', tone: 'dim' },
  deleted: { label: 'deleted', tone: 'ok' },
  kept: { label: 'deleted, its bytes stay', tone: 'attention' },
  gone: { label: 'was gone already', tone: 'dim' },
  changed: { label: 'changed by somebody else, left', tone: 'attention' },
  refused: { label: 'not deleted', tone: 'danger' },
  unsure: { label: 'not known', tone: 'danger' },
}

/** What has become of an object that was to be deleted. */
export const resultWords = (result: RemovalResult) => results[result]

/** "3 deleted, 1 changed by somebody else, left". */
export const countsWords = (counts: RemovalView['counts']): string => counted(counts, results)

/** "4 renamed, 1 not renamed: the name is taken". */
export const moveCountsWords = (counts: MoveView['counts']): string => counted(counts, moveResults)

function counted<R extends string>(counts: Record<R, number>, words: Record<R, { label: string }>): string {
  const parts = (Object.keys(words) as R[]).filter((r) => counts[r] > 0) // of the record, all
  return parts.map((r) => `${count(counts[r])} ${words[r].label}`).join(', ')
}

const moveResults: Record<MoveResult, { label: string; tone: string }> = {
  waiting: { label: 'not renamed yet', tone: 'dim' },
  moved: { label: 'renamed', tone: 'ok' },
  both: { label: 'there under both names', tone: 'danger' },
  taken: { label: 'not renamed, the name is taken', tone: 'attention' },
  gone: { label: 'was gone already', tone: 'dim' },
  changed: { label: 'changed by somebody else, not renamed', tone: 'attention' },
  refused: { label: 'not renamed', tone: 'danger' },
  unsure: { label: 'not known', tone: 'danger' },
}

/** What has become of an object that was to be renamed. */
export const moveWords = (result: MoveResult) => moveResults[result]

/** What will become of it, where that is not just its new name. */
export function plannedWords({ state, note }: Pick<MoveRow, 'state' | 'note'>): string | undefined {
  if (state === 'taken') return 'Taken: it stays'
  if (state === 'impossible') return `Stays: ${note ?? 'the name is impossible'}`
  return state === 'begun' ? 'Is under both names: the old one goes' : undefined
}

/** What renaming does, before it begins: "3 objects get new names, 1 stays since its new name is taken". */
export function planWords({ planned: { free, begun, taken, impossible } }: Pick<MoveView, 'planned'>): string {
  const get = (n: number) => `${plural(n, 'object')} ${n === 1 ? 'gets a new name' : 'get new names'}`
  const stay = (n: number, why: string) => (n > 0 ? [`${count(n)} ${n === 1 ? 'stays' : 'stay'}, ${why}`] : [])
  return [
    get(free + begun),
    ...stay(taken, `since ${taken === 1 ? 'its new name is' : 'their new names are'} taken`),
    ...stay(impossible, `since no object can be called so`),
  ].join('; ')
}

/**
 * What is to be typed before it goes: the name of the one object or folder, or of the bucket. Undefined for links alone: no bytes go with
 * them, and they can be made again.
 */
export function nameToType(bucket: string, { names, folders }: WhichObjects, { total, links }: RemovalView): string | undefined {
  if (total === links) return undefined
  const [only] = [...names, ...folders]
  const last = names.length + folders.length === 1 && only !== undefined ? lastPart(only) : ''
  // What cannot be typed is not asked for.
  return last.trim() === last && last !== '' && visible(last) === last ? last : bucket
}

/** What becomes of the bytes of an object whose name alone is written anew; undefined where nothing ages. */
export const ageWords = ({ ttl_ms }: Pick<ObjBucket, 'ttl_ms'>): string | undefined =>
  ttl_ms === undefined
    ? undefined
    : `The bucket takes away what is older than ${duration(ttl_ms)}: the bytes keep their age and go before the name, which is then an object without bytes.`

/** "b" of "a/b", and of "a/b/". */
export const lastPart = (name: string): string => name.replace(/\/$/, '').split('/').at(-1) ?? ''

/** Why an object cannot be saved here; `most` bytes at a time can be. */
export function downloadBlock({ deleted, link, size }: ObjectInfo, most: number, isLive: boolean): string | undefined {
  if (deleted) return 'It is deleted: its bytes are gone'
  if (link && link.name === undefined) return 'It is a link to a whole bucket: open that'
  if (size > most) return tooLargeWords(most)
  return isLive ? undefined : 'Not connected: it can be downloaded when the connection is back'
}

export function tooLargeWords(most: number): string {
  return `This browser cannot save to disk piece by piece here, and holds at most ${bytes(most)}: open the dashboard over https, or use nats object get`
}
