/** What NATS itself means by a header, where it does: the header name in lower case, and a sentence that may use the value. */
const meanings: Record<string, (value: string) => string> = {
  'nats-msg-id': () => 'Identifies the message: the same id again within the stream’s duplicate window is not stored',
  'nats-expected-stream': () => 'Was to be stored in this stream or nowhere',
  'nats-expected-last-sequence': () => 'Was to be stored only if the stream’s last sequence was this',
  'nats-expected-last-msg-id': () => 'Was to be stored only if the message before it had this id',
  'nats-expected-last-subject-sequence': (v) =>
    v === '0'
      ? 'Was to be stored only if the subject had no message'
      : 'Was to be stored only if the subject’s last sequence was this',
  'nats-expected-last-subject-sequence-subject': () =>
    'The subject whose last sequence was checked, instead of the message’s own',
  'nats-rollup': (v) =>
    v.toLowerCase() === 'all' ? 'Replaced all earlier messages of the stream' : 'Replaced all earlier messages of its subject',
  'nats-ttl': (v) => (v === 'never' ? 'Is never removed by age' : 'Is removed after this time (a bare number is seconds)'),
  'nats-marker-reason': (v) =>
    ({
      MaxAge: 'A marker that the server left: the last message of the subject was removed by age',
      Purge: 'A marker that the server left: the subject was purged',
      Remove: 'A marker that the server left: the last message of the subject was deleted',
    })[v] ?? 'A marker that the server left in place of messages that are gone',
  'nats-incr': () => 'Was added to the counter of its subject; the payload is the total',
  'nats-counter-sources': () => 'What each source contributed to the counter, as JSON',
  'nats-schedule': () => 'When the server is to publish this message’s payload to the target',
  'nats-schedule-target': () => 'The subject that the schedule publishes to',
  'nats-schedule-ttl': () => 'The time to live of each message that the schedule publishes',
  'nats-schedule-source': () => 'The subject whose last message is published, in place of this payload',
  'nats-schedule-rollup': () => 'Each message that the schedule publishes replaces those before it',
  'nats-schedule-time-zone': () => 'The time zone that the schedule is read in',
  'nats-scheduler': () => 'The subject of the schedule that published this message',
  'nats-schedule-next': (v) => (v === 'purge' ? 'It was the last message of its schedule' : 'When its schedule publishes next'),
  'nats-batch-id': () => 'Was stored as part of this batch',
  'nats-batch-sequence': () => 'Its place in the batch',
  'nats-batch-commit': (v) =>
    v === 'eob' ? 'Ended its batch, without being part of it' : 'Was the last of its batch, and committed it',
  'nats-stream-source': () =>
    'Where it was copied from: the stream, its sequence there, and the filters and transforms on the way',
  'nats-msg-size': () => 'The size of the whole message in bytes: it was delivered without its payload',
  'nats-stream': () => 'The stream that it was republished or read from',
  'nats-subject': () => 'The subject that it was stored under',
  'nats-sequence': () => 'Its sequence in the stream that it was republished from',
  'nats-last-sequence': () => 'The sequence before it on the same subject',
  'nats-time-stamp': () => 'When it was stored',
  'nats-num-pending': () => 'How many messages were to follow',
  'nats-pin-id': () => 'The client that the consumer is pinned to',
  'nats-required-api-level': () => 'The lowest API level that a server may have to take it',
  'nats-trace-dest': () => 'Where the servers on its way report that it passed',
  'kv-operation': (v) =>
    ({
      DEL: 'The key was deleted; its history stays',
      PURGE: 'The key was purged together with its history',
      PUT: 'The key was written',
    })[v] ?? 'What was done to the key',
}

/** Whether a header is the protocol's own, which clients and servers put there by themselves, and not the writer's. */
export const isProtocolHeader = (name: string): boolean => /^(nats-|kv-operation$)/i.test(name)

/** A sentence on a header that NATS gives a meaning to; undefined for all others. */
export function explainHeader(name: string, value: string): string | undefined {
  const key = name.toLowerCase()
  return Object.hasOwn(meanings, key) ? meanings[key]?.(value) : undefined
}
