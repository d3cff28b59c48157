import { bytes, count, plural } from '~/lib/format.ts'
import type { ObjectsView, RemovalResult, RemovalView, WhichObjects } from '~/hooks/use-objects.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'

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
export function countsWords(counts: RemovalView['counts']): string {
  const parts = (Object.keys(results) as RemovalResult[]).filter((r) => counts[r] > 0) // of the record, all
  return parts.map((r) => `${count(counts[r])} ${results[r].label}`).join(', ')
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
  return last !== '' && visible(last) === last ? last : bucket
}

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
