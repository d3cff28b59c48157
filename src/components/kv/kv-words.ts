import { count, plural } from '~/lib/format.ts'
import type { KvOperation, MarkerReason } from '~/lib/kv/operation.ts'
import type { KeyOperation } from '~/lib/kv/key-change.ts'
import type { KvWatchStats } from '~/nats/kv-watch.ts'

type Words = { label: string; tone: 'open' | 'connecting' | 'reconnecting' | 'failed' }

/** What the watch of a bucket is doing, for its badge. */
export function watchState(s: KvWatchStats): Words {
  const labels: Record<KvWatchStats['state'], Words> = {
    starting: { label: 'Starting', tone: 'connecting' },
    reading: { label: 'Reading keys', tone: 'connecting' },
    following: s.way === 'list' ? { label: 'Listing only', tone: 'connecting' } : { label: 'Live', tone: 'open' },
    waiting: { label: 'Reconnecting', tone: 'reconnecting' },
    deleted: { label: 'Deleted', tone: 'failed' },
    failed: { label: 'Stopped', tone: 'failed' },
  }
  return labels[s.state]
}

/** "200,000 keys, complete", or how far reading has come. */
export function keysWords(s: KvWatchStats): string {
  if (s.complete) return `${plural(s.keys, 'key')}, complete`
  const held = s.keys + s.tombstones
  return s.expected > held ? `${count(held)} of about ${plural(s.expected, 'key')} so far` : `${plural(held, 'key')} so far`
}

/** What a revision did, in a word or two. */
export function operationWords(operation: KvOperation | KeyOperation, marker?: MarkerReason): string {
  if (marker === 'MaxAge') return 'expired'
  if (marker === 'Purge') return 'purged by the server'
  if (marker === 'Remove') return 'removed by the server'
  const words = { PUT: 'put', DEL: 'deleted', PURGE: 'purged', GONE: 'gone', UNKNOWN: 'not known' }
  return words[operation]
}
