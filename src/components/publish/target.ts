import { headerValue, type PublishDraft } from '~/lib/publish/draft.ts'
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

/** The subject whose messages a schedule purges each time that it is due, a filter where that differs; undefined: it purges none. */
export function laterRollup(draft: PublishDraft): string | undefined {
  const [rollup, target] = ['Nats-Schedule-Rollup', 'Nats-Schedule-Target'].map((name) => headerValue(draft.headers, name))
  if (rollup === undefined || target === undefined || headerValue(draft.headers, 'Nats-Schedule') === undefined) return undefined
  return targetFilter({ ...draft, subject: target })
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
