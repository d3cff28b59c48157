import type { Sent } from '~/hooks/publish.ts'
import type { RunView } from '~/hooks/publish-run.ts'
import { count, plural } from '~/lib/format.ts'
import type { Replies } from '~/nats/request-many.ts'

/** What became of one message. */
export function sentWords(sent: Sent): { text: string; level: 'ok' | 'attention' } {
  if ('ack' in sent) {
    const { stream, seq, duplicate, val, domain } = sent.ack
    const where = `${stream}${domain ? ` (domain ${domain})` : ''}`
    if (duplicate)
      return {
        text: `Not stored again: ${where} has this Nats-Msg-Id already, as sequence ${count(seq)}`,
        level: 'attention',
      }
    const total = val === undefined ? '' : `. The counter is ${val} now`
    return { text: `Stored in ${where} as sequence ${count(seq)}${total}`, level: 'ok' }
  }
  return sent.taken
    ? { text: `Sent on ${sent.subject}: the server has taken it. Nobody confirms that anybody heard it`, level: 'ok' }
    : { text: `Sent on ${sent.subject}, but whether the server took it is not known`, level: 'attention' }
}

/** What became of many messages, with every one of them in some number. */
export function runWords({ result: r, total, isCore, running }: RunView): string {
  const parts = isCore
    ? [`${plural(r.sent - r.refused, 'message')} handed to the server, which nobody confirms`]
    : [
        `${count(r.stored)} stored${r.range ? ` in ${r.range.stream}, from sequence ${count(r.range.first)} to ${count(r.range.last)}` : ''}`,
        r.duplicates > 0 && `${count(r.duplicates)} not stored, being duplicates`,
        r.unknown > 0 && `of ${count(r.unknown)} it is unknown whether they were stored`,
      ]
  const left = total - r.sent
  const all = [
    ...parts,
    r.refused > 0 && `${count(r.refused)} refused`,
    !running && left > 0 && `${count(left)} not sent`,
  ].filter((p) => p !== false)
  return `${all.join('; ')}.`
}

/** How many replies there are and why no more come. */
export function repliesWords({ kept, more, ended }: Replies): string {
  const n = kept.length + more
  const so = n === 0 ? 'No reply' : plural(n, 'reply', 'replies')
  const shown = more > 0 ? `; the first ${count(kept.length)} are kept` : ''
  const why =
    ended === undefined
      ? ', waiting for more'
      : { timeout: ' until the timeout', enough: ', as many as were asked for', stopped: ' until it was stopped' }[ended]
  return `${so}${why}${shown}.`
}
