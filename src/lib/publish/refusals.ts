import { headerValue, type HeaderRow } from './draft.ts'
import type { PublishField } from './problems.ts'

/** What is known of a failure: its kind, the server's err_code and its words. */
export type Refusal = { kind: string; message: string; errCode?: number; details?: string }

/** err_code → the header that it is about (nats-server server/errors.json; JETSTREAM 2.6). */
const ofHeader: Record<number, string> = {
  10060: 'nats-expected-stream',
  10070: 'nats-expected-last-msg-id',
  10111: 'nats-rollup',
  10165: 'nats-ttl',
  10166: 'nats-ttl',
  10168: 'nats-incr',
  10169: 'nats-incr',
  10170: 'nats-incr',
  10171: 'nats-incr',
  10172: 'nats-incr',
  10174: 'nats-batch-id',
  10176: 'nats-batch-sequence',
  10188: 'nats-schedule',
  10189: 'nats-schedule',
  10190: 'nats-schedule-target',
  10191: 'nats-schedule-ttl',
  10192: 'nats-schedule',
  10203: 'nats-schedule',
  10212: 'nats-schedule',
  10223: 'nats-schedule',
}

const words: Record<number, string> = {
  10060: 'The subject belongs to another stream than this',
  10070: 'The last message has another id than this',
  10111: 'The stream does not allow rollups (allow_rollup_hdrs)',
  10165: 'The server does not take this as a time to live: 1s at least, or never',
  10166: 'The stream does not allow times to live of single messages (allow_msg_ttl)',
}

const SEQUENCES = ['nats-expected-last-subject-sequence', 'nats-expected-last-sequence']

/** The field that a refusal is about, with a sentence for it; undefined when it is about none, or its field is not there. */
export function fieldOfRefusal(e: Refusal, headers: readonly HeaderRow[]): { field: PublishField; message: string } | undefined {
  if (e.kind === 'no-responders' || e.kind === 'permission') return { field: 'subject', message: e.message }
  if (e.errCode === undefined) return e.kind === 'limit' ? { field: 'payload', message: e.message } : undefined
  if (e.errCode === 10054) return { field: 'payload', message: e.message }
  if (e.errCode === 10077 && /per subject/i.test(e.details ?? ''))
    return { field: 'subject', message: 'The subject has as many messages as the stream keeps of one, and it refuses more' }
  if (e.errCode === 10071 || e.errCode === 10164) {
    const name = SEQUENCES.find((n) => headerValue(headers, n) !== undefined)
    const last = /sequence: (\d+)/.exec(e.details ?? '')?.[1]
    const what = name === SEQUENCES[0] ? 'of the subject ' : ''
    const message = last === undefined ? `The last sequence ${what}is another` : `The last sequence ${what}is ${last} by now`
    return name === undefined ? undefined : { field: `header ${name}`, message }
  }
  const name = ofHeader[e.errCode]
  if (name === undefined || headerValue(headers, name) === undefined) return undefined
  return { field: `header ${name}`, message: words[e.errCode] ?? e.message }
}
