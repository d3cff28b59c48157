import { count, plural } from '~/lib/format.ts'
import type { ObjectsView } from '~/hooks/use-objects.ts'

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
