import { bytes, count, plural } from '~/lib/format.ts'
import type { Effect } from '~/lib/messages-file/effects.ts'
import type { ImportResult, MessagePlan } from '~/hooks/use-stream-files.ts'
import type { Stream } from '~/nats/types.ts'

/** What a kind of header would do again, and what becomes of its messages without it. */
export const effectWords: Record<Effect, { name: string; does: string }> = {
  expected: { name: 'Nats-Expected-…', does: 'each is stored only where the stream is as it says, so most would be refused' },
  rollup: { name: 'Nats-Rollup', does: 'each removes the messages before it, of its subject or of the whole stream' },
  ttl: { name: 'Nats-TTL', does: 'each goes again when its time to live is over, counted from now' },
  schedule: { name: 'Nats-Schedule…', does: 'each is a schedule that publishes messages, or ends one' },
  counter: { name: 'Nats-Incr', does: 'each adds to the counter of its subject' },
  batch: { name: 'Nats-Batch-…', does: 'each is taken for a part of a batch, and refused or held back' },
  trace: { name: 'Nats-Trace-…', does: 'each has the servers on its way report that it passes' },
}

/** What a dry run found, in a sentence. */
export function planSentence({ messages, there, bytes: size, subjectCount }: MessagePlan): string {
  const subjects = `${subjectCount.isMore ? 'more than ' : ''}${plural(subjectCount.n, 'subject')}`
  const left = messages - there
  const has = there > 0 ? `; the stream has ${there === messages ? 'all of them' : count(there)} already` : ''
  return `The file has ${plural(messages, 'message')} (${bytes(size)}) for ${subjects}${has}. ${plural(left, 'message')} would be published.`
}

/** What the stream's own rules would do to them, or with them; in sentences. */
export function planWarnings({ config, state }: Stream, { messages, there, bytes: size, subjects }: MessagePlan): string[] {
  const left = messages - there
  const words: string[] = []
  if (config.subject_transform === true && there > 0)
    words.push(
      'The stream stores messages under other subjects (subject_transform), so subjects are not compared: one with the headers and the payload of a message that is there counts as there.',
    )
  if (left === 0) return words
  const over = (most: number | undefined, have: number, more: number) => (most === undefined ? 0 : have + more - most)
  const each = config.max_msgs_per_subject
  const most = Math.max(0, ...subjects.map((s) => s.count))
  if (each !== undefined && most > each)
    words.push(
      `The stream keeps ${plural(each, 'message')} of each subject, and the file has up to ${count(most)} of one: ${
        config.discard === 'new' && config.discard_new_per_subject
          ? 'it would refuse the later ones'
          : 'only the last of each would stay'
      }.`,
    )
  else if (each !== undefined && state.messages > 0)
    words.push(
      `The stream keeps ${plural(each, 'message')} of each subject: ${
        config.discard === 'new' && config.discard_new_per_subject
          ? 'those of a subject that has as many already would be refused'
          : 'those of the file would push out what it has of their subjects now, though that may be newer'
      }.`,
    )
  const tooMany = over(config.max_msgs, state.messages, left)
  // How large the ones are that are there already is not counted: as large as the others, taken together.
  const tooLarge = over(config.max_bytes, state.bytes, (size * left) / messages)
  if (config.discard === 'old') {
    if (tooMany > 0)
      words.push(`The stream keeps ${count(config.max_msgs ?? 0)} messages: the oldest ${count(tooMany)} would go.`)
    if (tooLarge > 0) words.push(`The stream keeps ${bytes(config.max_bytes ?? 0)}: its oldest messages would go.`)
  } else if (tooMany > 0 || tooLarge > 0)
    words.push('The stream has no room for all of them: it would refuse those that come last.')
  if (config.retention !== 'limits') {
    words.push(
      'The stream removes messages that have been handled. What was imported before and has gone since cannot be compared with: only message ids keep it from coming twice, for as long as the duplicate window.',
    )
  }
  return words
}

export type ResultPart = { n: number; words: string; tone: 'ok' | 'dim' | 'attention' | 'danger' }

/** What became of the messages of a file. */
export function importParts(r: Omit<ImportResult, 'refusals' | 'ended'>): ResultPart[] {
  const parts: ResultPart[] = [
    { n: r.stored, words: 'stored', tone: 'ok' },
    { n: r.there, words: 'there already, not stored again', tone: 'dim' },
    { n: r.refused, words: 'refused', tone: 'danger' },
    { n: r.unsure, words: 'sent without an answer: go on, and they are looked for', tone: 'attention' },
    { n: r.twice, words: 'found twice after a lost connection', tone: 'danger' },
    { n: r.late, words: 'stored behind later ones of the file, as the stream’s leader changed', tone: 'attention' },
    { n: r.leftOut, words: 'lines left out', tone: 'attention' },
  ]
  return parts.filter((p) => p.n > 0 || p.tone === 'ok')
}
