import type { FormFieldSpec } from '~/components/shared/FormField.tsx'

export const fieldKeys = [
  'name',
  'history',
  'ttl',
  'max_bytes',
  'storage',
  'description',
  'max_value_size',
  'num_replicas',
  'compression',
  'per_key_ttl',
  'marker_ttl',
  'allow_direct',
  'cluster',
  'tags',
  'republish_src',
  'republish_dest',
  'republish_headers',
  'copies',
  'mirror',
  'sources',
  'metadata',
] as const

export type FieldKey = (typeof fieldKeys)[number]

export type BucketField = FormFieldSpec & {
  key: FieldKey
  /** Behind "More". */
  more?: true
  /** Only in a bucket that is being made. */
  fixed?: true
  /** The JetStream API level that knows it. */
  apiLevel?: 1
}

/** What a bucket can be made with, in the order of the form. Each says what it does, its default, and what stays as it is. */
export const bucketFields: BucketField[] = [
  {
    key: 'name',
    label: 'Name',
    kind: 'words',
    hint: 'Letters, digits, - and _. Cannot be changed later',
    required: true,
    fixed: true,
  },
  {
    key: 'history',
    label: 'History',
    kind: 'count',
    hint: 'Revisions that are kept of each key, 1 to 64. Default 1',
    required: true,
  },
  { key: 'ttl', label: 'TTL', kind: 'length', hint: 'Every revision goes after this: 7d, 12h, 30m. Empty = never' },
  {
    key: 'max_bytes',
    label: 'Maximum size',
    kind: 'size',
    hint: 'New keys are refused when the bucket is this large: 10GB. Empty = no limit',
  },
  {
    key: 'storage',
    label: 'Storage',
    kind: 'choice',
    hint: 'Memory is lost when its servers stop. Cannot be changed later',
    choices: [
      { value: 'file', label: 'file (default)' },
      { value: 'memory', label: 'memory' },
    ],
    fixed: true,
  },
  { key: 'description', label: 'Description', kind: 'text', hint: 'What it is for', more: true },
  {
    key: 'max_value_size',
    label: 'Maximum value size',
    kind: 'size',
    hint: 'Of a value with its headers: 64KB. Empty = what the server takes',
    more: true,
  },
  {
    key: 'num_replicas',
    label: 'Replicas',
    kind: 'choice',
    hint: 'Servers that hold a copy; more than 1 needs a cluster. Default 1',
    choices: ['1', '2', '3', '4', '5'],
    more: true,
  },
  {
    key: 'marker_ttl',
    label: 'Limit markers stay for',
    kind: 'length',
    hint: 'The server leaves a marker for so long in place of a key that it removes: 1h. Empty = none',
    more: true,
    apiLevel: 1,
  },
  {
    key: 'cluster',
    label: 'Cluster',
    kind: 'text',
    hint: 'Where it is placed. Empty = the cluster that you are connected to',
    more: true,
  },
  {
    key: 'tags',
    label: 'Server tags',
    kind: 'words',
    hint: 'Only on servers with all of these, separated by commas. Empty = any server',
    more: true,
  },
  {
    key: 'republish_dest',
    label: 'Republish to',
    kind: 'text',
    hint: 'A subject that every stored value is sent to as well: changes.>. Empty = none',
    more: true,
  },
  {
    key: 'republish_src',
    label: 'Republish from',
    kind: 'text',
    hint: 'Only these subjects: $KV.<bucket>.eu.>. Empty = every key',
    more: true,
  },
  {
    key: 'copies',
    label: 'Copies',
    kind: 'choice',
    hint: 'A mirror is read only, and stays one. Default: no other bucket',
    choices: [
      { value: 'none', label: 'no other bucket' },
      { value: 'mirror', label: 'one bucket, as its mirror' },
      { value: 'sources', label: 'buckets, as sources' },
    ],
    more: true,
    fixed: true,
  },
  {
    key: 'mirror',
    label: 'Mirror of',
    kind: 'words',
    hint: 'The bucket that is copied; it is written there. Cannot be changed later',
    more: true,
    fixed: true,
  },
  {
    key: 'sources',
    label: 'Sources',
    kind: 'words',
    hint: 'Buckets whose keys are copied into this one, separated by commas. Empty = none',
    more: true,
  },
  {
    key: 'compression',
    label: 'Compress what is stored (S2)',
    kind: 'flag',
    hint: 'On disk only; later changes count for new values. Default: off',
    more: true,
  },
  {
    key: 'allow_direct',
    label: 'Direct get',
    kind: 'flag',
    hint: 'Values are read from any replica, faster, perhaps a moment old. Default: on',
    more: true,
  },
  {
    key: 'per_key_ttl',
    label: 'Keys may have a TTL of their own',
    kind: 'flag',
    hint: 'Default: off. Cannot be turned off later',
    more: true,
    apiLevel: 1,
  },
  {
    key: 'republish_headers',
    label: 'Republish headers only',
    kind: 'flag',
    hint: 'Without the value. Default: off',
    more: true,
  },
  { key: 'metadata', label: 'Metadata', kind: 'pairs', hint: 'Notes for people and tools, one key=value a line', more: true },
]

export const labelOf = (key: FieldKey): string => bucketFields.find((f) => f.key === key)?.label ?? key
