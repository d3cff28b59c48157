import { explainHeader } from '../nats-headers.ts'

/** What a header will make the server do, where that reads otherwise than what it has done. */
const purposes: Record<string, (value: string) => string> = {
  'nats-expected-stream': () => 'Stored in this stream or nowhere',
  'nats-expected-last-sequence': () => 'Stored only if the stream’s last sequence is this',
  'nats-expected-last-msg-id': () => 'Stored only if the message before it has this id',
  'nats-expected-last-subject-sequence': (v) =>
    v === '0' ? 'Stored only if the subject has no message' : 'Stored only if the subject’s last sequence is this',
  'nats-expected-last-subject-sequence-subject': () => 'The subject whose last sequence is checked, instead of the message’s own',
  'nats-rollup': (v) =>
    v.toLowerCase() === 'all' ? 'Purges all earlier messages of the stream' : 'Purges all earlier messages of its subject',
  'nats-incr': () => 'Is added to the counter of the subject; the payload has to be empty',
}

/** A sentence on what a header of a message to be sent will do; undefined for those that NATS gives no meaning to. */
export function headerPurpose(name: string, value: string): string | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(purposes, key) ? purposes[key]?.(value) : explainHeader(name, value)
}
