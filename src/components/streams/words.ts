import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { Stream, StreamConfig } from '~/nats/types.ts'

/** What the stream keeps and for how long, as sentences an operator can check against what they meant. */
export function retentionWords({ retention }: StreamConfig): string {
  return {
    limits: 'Keeps messages until a limit is reached; reading and acknowledging remove nothing',
    interest: 'Keeps a message until every consumer has acknowledged it; without consumers nothing is kept',
    workqueue: 'A work queue: a message is removed as soon as its one consumer acknowledges it',
  }[retention]
}

export function discardWords(c: StreamConfig): string {
  if (c.discard === 'old') return 'When a limit is reached, the oldest messages are removed'
  return c.discard_new_per_subject && c.max_msgs_per_subject
    ? 'When a subject or the stream is full, new messages are refused'
    : 'When a limit is reached, new messages are refused'
}

/** Each limit that is set; one sentence says so when none is. */
export function limitWords(c: StreamConfig): string[] {
  const words = [
    c.max_msgs !== undefined && `At most ${plural(c.max_msgs, 'message')}`,
    c.max_bytes !== undefined && `At most ${bytes(c.max_bytes)} (${count(c.max_bytes)} bytes)`,
    c.max_age_ms !== undefined && `Messages go after ${duration(c.max_age_ms)}`,
    c.max_msgs_per_subject !== undefined && `At most ${plural(c.max_msgs_per_subject, 'message')} per subject`,
    c.max_msg_size !== undefined && `A message has at most ${bytes(c.max_msg_size)}`,
    c.max_consumers !== undefined && `At most ${plural(c.max_consumers, 'consumer')}`,
  ].filter((w) => w !== false)
  return words.length > 0 ? words : ['No limits: it grows until the storage is full']
}

export function storageWords({ storage, compression }: StreamConfig): string {
  return `${storage === 'file' ? 'On disk' : 'In memory'}${compression === 's2' ? ', compressed (S2)' : ''}`
}

/** What cannot be done to it. */
export function lockWords(c: StreamConfig): string[] {
  if (c.sealed) return ['Sealed: nothing can be added or removed any more']
  return [
    c.deny_delete && 'Single messages cannot be deleted',
    c.deny_purge && 'It cannot be purged',
    c.no_ack && 'Publishing is not acknowledged',
  ].filter((w) => w !== false)
}

export type Attention = { stream: string; level: 'danger' | 'attention'; text: string }

const NEARLY_FULL = 0.9
const LAG_WORTH_SAYING = 1000
/** A replica is heard from every second. */
export const REPLICA_SILENT_MS = 10_000

/** What an operator should look at now, the worst first. */
export function attention(streams: Stream[]): Attention[] {
  return streams
    .flatMap(problemsOf)
    .sort((a, b) => (a.level === b.level ? (a.stream < b.stream ? -1 : 1) : a.level === 'danger' ? -1 : 1))
}

function problemsOf(s: Stream): Attention[] {
  const found: Attention[] = []
  const say = (level: Attention['level'], text: string) => found.push({ stream: s.name, level, text })
  if (s.cluster && !s.cluster.leader) say('danger', 'has no leader: it can neither be read nor written')
  for (const r of s.cluster?.replicas ?? []) {
    if (r.offline) say('danger', `replica ${r.name} is offline`)
    else if (r.active_ms > REPLICA_SILENT_MS)
      say('attention', `replica ${r.name} has not been heard from for ${duration(r.active_ms)}: it may be down`)
    else if (!r.current)
      say('attention', `replica ${r.name} is ${r.lag > 0 ? `behind by ${plural(r.lag, 'operation')}` : 'not up to date'}`)
  }
  for (const up of [s.mirror, ...s.sources]) {
    if (!up) continue
    if (up.error) say('danger', `cannot copy from ${up.name}: ${up.error}`)
    else if (up.lag > LAG_WORTH_SAYING) say('attention', `is ${plural(up.lag, 'message')} behind ${up.name}`)
  }
  const { max_msgs, max_bytes, discard } = s.config
  if (discard === 'new') {
    const full = Math.max(max_msgs ? s.state.messages / max_msgs : 0, max_bytes ? s.state.bytes / max_bytes : 0)
    if (full >= 1) say('danger', 'is full and refuses new messages')
    else if (full > NEARLY_FULL) say('attention', `is ${Math.floor(full * 100)} % full and will then refuse new messages`)
  }
  return found
}
