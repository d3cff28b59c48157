import { count, duration, plural } from '~/lib/format.ts'
import { compareTimes, type Doubt } from '~/lib/kv/as-of.ts'
import type { Moment } from '~/lib/kv/moment.ts'
import type { PastSummary } from '~/lib/kv/past.ts'
import type { PastKind } from '~/lib/kv/past-kinds.ts'
import { showTime, type TimeStyle } from '~/lib/time.ts'
import type { Bucket } from '~/nats/kv-types.ts'

/** "at 2026-01-31 14:30:00.000+01:00" or "just before revision 1,234". */
export function momentWords(moment: Moment, style: TimeStyle): string {
  if (typeof moment === 'bigint') return `just before revision ${count(moment)}`
  return `at ${showTime(moment, style === 'relative' ? 'local' : style)}`
}

type Life = Pick<Bucket, 'created' | 'mirror_of'> & { newest: bigint | undefined }

/** Why there is nothing to read of a moment, or undefined. */
export function momentProblem(
  moment: Moment,
  { created, mirror_of, newest }: Life,
  style: TimeStyle,
  now = Date.now(),
): string | undefined {
  if (typeof moment === 'bigint') {
    if (moment <= 1n) return 'Revisions begin at 1: there was nothing before it'
    if (newest !== undefined && moment > newest + 1n) return `There is no such revision yet: the newest is ${count(newest)}`
    return undefined
  }
  if (compareTimes(moment, new Date(now).toISOString()) > 0) return 'That time is still to come'
  // What a mirror holds is as old as its origin.
  if (mirror_of === undefined && compareTimes(moment, created) < 0)
    return `The bucket was made later, at ${showTime(created, style === 'relative' ? 'local' : style)}: it did not exist then`
  return undefined
}

/** Why a key may have had a value then though none is kept. */
export function doubtWords(doubt: Doubt, history: number): string {
  const words: Record<Doubt, string> = {
    history:
      history === 1
        ? 'The bucket keeps one revision of each key now, and the one that is kept is later: those before it were dropped.'
        : `The bucket keeps ${count(history)} revisions of each key now, and all that are kept are later: those before them were dropped.`,
    purge: 'The key was purged later, which took the revisions before it away.',
    expired: 'Its value aged out later, and only the marker of that is left.',
    age: 'Revisions of that time may have aged out since.',
    earlier:
      'Its first kept revision came later, over one that is gone: dropped while the bucket kept fewer revisions, or removed by itself.',
    created: 'Its first revision came later, and nothing points to an earlier one.',
  }
  return words[doubt]
}

/** How many keys are in doubt, and why; empty when none are. */
export function doubtsWords({ doubts }: PastSummary, history: number): string {
  const { history: dropped, purge, expired, age, earlier } = doubts
  const all = dropped + purge + expired + age + earlier
  if (all === 0) return ''
  const reasons = [
    dropped > 0 && `${count(dropped)} because the ${plural(history, 'revision')} kept of each key do not reach back so far`,
    purge > 0 && `${count(purge)} because a purge took the earlier revisions away`,
    expired > 0 && `${count(expired)} because the value aged out, and only the marker of that is left`,
    age > 0 && `${count(age)} because revisions of that time may have aged out`,
    earlier > 0 &&
      `${count(earlier)} because the revision before the first kept one was dropped by a shorter history, or removed`,
  ].filter(Boolean)
  const [key, it] = all === 1 ? ['key is', 'it'] : ['keys are', 'they']
  return `${count(all)} ${key} in doubt (whether ${it} had a value then cannot be told): ${reasons.join('; ')}.`
}

/** How far a mirror has not all of a moment; empty when it has. */
export function behindWords({ behind }: PastSummary, origin: string | undefined): string {
  if (!behind) return ''
  const { revisions, isHeard } = behind
  const lag = revisions > 0 ? `is ${plural(revisions, 'revision')} behind it` : 'does not know how far it is behind'
  return `This is a mirror of ${origin ?? 'another bucket'} and ${isHeard ? lag : `has not heard of it lately, and ${lag}`}: what was written last may be missing here.`
}

/** What no reading can bring back, of this bucket. */
export function unknowable(bucket: Pick<Bucket, 'history' | 'ttl_ms' | 'per_key_ttl' | 'created'>): string[] {
  return [
    'A key of which no revision is kept any more is not listed, whatever it held then: one that was compacted, or purged from the stream.',
    ...(bucket.ttl_ms === undefined ? [] : [`Revisions older than ${duration(bucket.ttl_ms)}, the bucket’s TTL, have aged out.`]),
    ...(bucket.per_key_ttl ? ['Keys with a time to live of their own have gone without a trace where that has passed.'] : []),
    bucket.history === 1
      ? 'Of each key one revision is kept: a key that was written again since is in doubt.'
      : `Of each key at most ${count(bucket.history)} revisions are kept: a key that was written more often since is in doubt.`,
    'A bucket that was deleted and made anew remembers nothing of the one before.',
  ]
}

export const kindNames: Record<PastKind, string> = {
  added: 'Added',
  unknown: 'Not known',
  removed: 'Removed',
  changed: 'Changed',
  rewritten: 'Same value again',
  same: 'Unchanged',
}

/** The newest revision that the bucket is known to have. */
export function newestRevision({ raw: { state } }: Pick<Bucket, 'raw'>): bigint | undefined {
  const seq = typeof state === 'object' && state !== null && !Array.isArray(state) ? state.last_seq : undefined
  return typeof seq === 'number' || typeof seq === 'bigint' ? BigInt(seq) : undefined
}
