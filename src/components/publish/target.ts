import type { PublishDraft } from '~/lib/publish/draft.ts'
import type { Limits } from '~/lib/publish/problems.ts'
import { fillTemplate, parseTemplate } from '~/lib/publish/template.ts'
import type { Stream } from '~/nats/types.ts'

/** What a message may have, as the stream that takes it and the server say. */
export function limitsOf(target: Stream | undefined, maxPayload: number | undefined): Limits {
  if (!target) return { maxPayload }
  const { config: c } = target
  return {
    maxPayload,
    stream: {
      name: target.name,
      subjects: c.subjects,
      maxMsgSize: c.max_msg_size,
      ttl: c.allow_msg_ttl === true,
      rollup: c.allow_rollup_hdrs === true,
      counter: c.allow_msg_counter === true,
      schedules: c.allow_msg_schedules === true,
      sealed: c.sealed,
      window: c.duplicate_window_ms,
    },
  }
}

const FIXED = { counter: 1, now: new Date(0), random: () => 0, uuid: () => '0' }

/** The subject that is sent on; of a repeated message that of the first, what differs each time filled in with something. */
export function targetSubject(draft: PublishDraft): string {
  const subject = draft.subject.trim()
  return draft.repeat && draft.mode !== 'request' ? fillTemplate(parseTemplate(subject), FIXED) : subject
}

/** The subjects of all messages that are sent, as a filter: a token that is not the same in each is a wildcard. */
export function targetFilter(draft: PublishDraft): string {
  const subject = draft.subject.trim()
  if (!draft.repeat || draft.mode === 'request') return subject
  const parts = parseTemplate(subject)
  // A time has a dot in it: two tokens.
  const marked = parts.map((part, i) => (i % 2 === 0 ? part : part === 'time' ? `${MARK}.${MARK}` : MARK)).join('')
  return marked
    .split('.')
    .map((token) => (token.includes(MARK) ? '*' : token))
    .join('.')
}

/** What a rollup purges: the messages of a filter, or without one of the whole stream. `isLater`: each time that a schedule is due. */
export type Rollup = { filter: string | undefined; isLater: boolean }

/**
 * What the headers make the server purge. It takes the value in any case, and of several headers that of the right name: where they
 * differ, or a template decides, the worst is meant.
 */
export function rollupOf(draft: PublishDraft): Rollup | undefined {
  const values = (name: string) => draft.headers.filter(([n]) => n.toLowerCase() === name).map(([, v]) => v.trim())
  const own = values('nats-rollup')
  if (own.length > 0)
    return { filter: own.every((v) => v.toLowerCase() === 'sub') ? targetFilter(draft) : undefined, isLater: false }
  const [target, another] = new Set(values('nats-schedule-target'))
  if (target === undefined || ['nats-schedule', 'nats-schedule-rollup'].some((name) => values(name).length === 0))
    return undefined
  return { filter: another === undefined ? targetFilter({ ...draft, subject: target }) : undefined, isLater: true }
}

/** Not to be found in a subject. */
const MARK = '\0'

/** Who takes what is sent on the subject, below its field. */
export function subjectNote(
  { subject, mode }: PublishDraft,
  target: Stream | null | undefined,
  stream: Stream | undefined,
): { text: string; attention: boolean } {
  const own = stream ? `${stream.name} listens on ${stream.config.subjects.join(', ')}` : 'Any subject without wildcards'
  if (subject.trim() === '' || target === undefined) return { text: own, attention: false }
  if (target === null) {
    return mode === 'jetstream'
      ? { text: `No stream of this account listens on it. ${stream ? own : 'Core and Request do without one'}`, attention: true }
      : { text: 'No stream of this account listens on it', attention: false }
  }
  const silent =
    target.config.no_ack && mode === 'jetstream' ? ', and says nothing of it (no_ack): that it was sent is all that is known' : ''
  const stores = `${target.name} ${mode === 'jetstream' ? `stores it${silent}` : 'listens on it, and stores it too'}`
  return stream && target.name !== stream.name
    ? { text: `${stores}, not ${stream.name}. ${own}`, attention: true }
    : { text: stores, attention: mode !== 'jetstream' || silent !== '' }
}
