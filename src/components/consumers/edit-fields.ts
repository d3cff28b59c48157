import type { FormFieldSpec } from '~/components/shared/FormField.tsx'
import type { ConsumerConfig } from '~/nats/consumers.ts'

/** `key` is of the server's configuration; `filters` stands for filter_subject and filter_subjects. */
export type Field = FormFieldSpec & {
  /** What the server is told when the field is left empty; undefined takes it out. */
  empty?: number
  only?: 'pull'
  /** The JetStream API level that knows it. */
  apiLevel?: number
}

/** What the server lets change in a consumer that exists (JETSTREAM.md 3.2, column upd), in the order of the form. */
export const fields: Field[] = [
  { key: 'description', label: 'Description', kind: 'text', hint: 'What it is for' },
  { key: 'filters', label: 'Filters', kind: 'subjects', hint: 'Subjects, separated by commas; empty takes every message' },
  {
    key: 'ack_wait',
    label: 'Ack wait',
    kind: 'length',
    hint: 'Delivered again when not acknowledged within this',
    required: true,
  },
  {
    key: 'max_deliver',
    label: 'Max deliver',
    kind: 'count',
    hint: 'Given up after so many deliveries; empty = never',
    empty: -1,
  },
  { key: 'backoff', label: 'Backoff', kind: 'lengths', hint: 'Instead of the ack wait: 1s, 5s, 1m. The last one repeats' },
  {
    key: 'max_ack_pending',
    label: 'Max ack pending',
    kind: 'count',
    hint: 'So many may wait for an ack; empty = any number',
    empty: -1,
  },
  { key: 'sample_freq', label: 'Sample frequency', kind: 'text', hint: 'Share of acks that are reported: 30%; empty = none' },
  { key: 'max_batch', label: 'Max batch', kind: 'count', hint: 'Messages in one pull request; empty = any number', only: 'pull' },
  {
    key: 'max_expires',
    label: 'Max expires',
    kind: 'length',
    hint: 'How long a pull request may wait; empty = any time',
    only: 'pull',
  },
  { key: 'max_bytes', label: 'Max bytes', kind: 'count', hint: 'Bytes in one pull request; empty = any number', only: 'pull' },
  {
    key: 'inactive_threshold',
    label: 'Inactive threshold',
    kind: 'length',
    hint: 'Removed when unused for this; empty = never for a durable',
  },
  { key: 'num_replicas', label: 'Replicas', kind: 'count', hint: 'Empty = as many as the stream', empty: 0 },
  { key: 'headers_only', label: 'Headers only, without payload', kind: 'flag', hint: '' },
  {
    key: 'priority_policy',
    label: 'Priority policy',
    kind: 'choice',
    hint: 'Which clients are served first',
    only: 'pull',
    apiLevel: 1,
    choices: ['none', 'overflow', 'pinned_client', 'prioritized'],
  },
  {
    key: 'priority_groups',
    label: 'Priority groups',
    kind: 'words',
    hint: 'Names, separated by commas',
    only: 'pull',
    apiLevel: 1,
  },
  {
    key: 'priority_timeout',
    label: 'Pin timeout',
    kind: 'length',
    hint: 'A pinned client that is silent for this loses its place',
    only: 'pull',
    apiLevel: 1,
  },
  { key: 'metadata', label: 'Metadata', kind: 'pairs', hint: 'One key=value a line' },
]

/** The fields that make sense for this consumer on a server of this API level. */
export function fieldsFor(c: Pick<ConsumerConfig, 'deliver_subject' | 'ack_policy'>, apiLevel: number): Field[] {
  const acks = new Set(['ack_wait', 'max_deliver', 'backoff', 'max_ack_pending', 'sample_freq'])
  return fields.filter(
    (f) =>
      !(f.only === 'pull' && c.deliver_subject) && (f.apiLevel ?? 0) <= apiLevel && !(c.ack_policy === 'none' && acks.has(f.key)),
  )
}
