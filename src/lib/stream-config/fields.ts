/** The fields of a stream's configuration as a form has them: one table that everything else is made from. */

export type FieldKind = 'text' | 'count' | 'size' | 'length' | 'words' | 'lines' | 'flag' | 'choice' | 'rows'

/** Whether a field may change on a stream that exists. JETSTREAM.md 3.1; held against servers by nats/stream-admin.int.test.ts. */
export type Change =
  | 'yes'
  /** Only when the stream is made. */
  | 'no'
  /** Can be turned on, never off. */
  | 'on'
  /** Between limits and interest only. */
  | 'retention'
  /** From 2.11 on. */
  | 'consumers'
  /** Sources as one likes; a mirror can only stop being one (2.12). */
  | 'copies'

/** JetStream API levels that brought fields: 1 = 2.11, 2 = 2.12, 4 = 2.14. */
export type Level = 1 | 2 | 4

export const groups = {
  basics: 'The stream',
  limits: 'Limits',
  copies: 'Mirror and sources',
  subjects: 'Transform and republish',
  storage: 'Storage and placement',
  access: 'What may be done to it',
  features: 'What messages may ask for',
  consumers: 'Consumer limits',
  notes: 'Description and metadata',
} as const

export type Group = keyof typeof groups

export const textKeys = [
  'name',
  'subjects',
  'retention',
  'max_age',
  'max_bytes',
  'storage',
  'num_replicas',
  'max_msgs',
  'max_msgs_per_subject',
  'max_msg_size',
  'max_consumers',
  'discard',
  'discard_new_per_subject',
  'duplicate_window',
  'copies',
  'mirror_direct',
  'transform_src',
  'transform_dest',
  'republish_src',
  'republish_dest',
  'republish_headers',
  'compression',
  'cluster',
  'tags',
  'first_seq',
  'persist_mode',
  'no_ack',
  'allow_direct',
  'allow_rollup_hdrs',
  'deny_delete',
  'deny_purge',
  'allow_msg_ttl',
  'subject_delete_marker_ttl',
  'allow_msg_counter',
  'allow_atomic',
  'allow_batched',
  'allow_msg_schedules',
  'limit_inactive',
  'limit_ack_pending',
  'description',
] as const

export const rowKeys = ['mirror', 'sources', 'metadata'] as const

export type TextKey = (typeof textKeys)[number]
export type FieldKey = TextKey | (typeof rowKeys)[number]

export type StreamField = {
  key: FieldKey
  /** The field of the configuration that it is part of. */
  of: string
  label: string
  kind: FieldKind
  group: Group
  /** What it does, in a line. */
  help: string
  change: Change
  level?: Level
  required?: true
  choices?: { value: string; label: string }[]
}

type Row = [key: FieldKey, label: string, kind: FieldKind, help: string, more?: Partial<StreamField>]

const rows: Record<Group, Row[]> = {
  basics: [
    [
      'name',
      'Name',
      'words',
      'How clients and tools refer to it. No spaces, nor any of . * > / \\',
      { change: 'no', required: true },
    ],
    [
      'subjects',
      'Subjects',
      'lines',
      'What is published on these is stored: orders.> or orders.*.new; commas, spaces or lines between them; one with a comma in it in double quotes. No two streams may overlap',
    ],
    [
      'retention',
      'Retention',
      'choice',
      'When a message goes, apart from the limits. Only limits and interest can be exchanged later',
      {
        change: 'retention',
        choices: [
          { value: 'limits', label: 'limits: by the limits alone (default)' },
          { value: 'interest', label: 'interest: when every consumer has acknowledged it' },
          { value: 'workqueue', label: 'workqueue: when one consumer has acknowledged it' },
        ],
      },
    ],
    [
      'max_age',
      'Maximum age',
      'length',
      'Older messages are removed: 7d, 12h, 1h30m; a number alone is seconds. Empty = no limit',
    ],
    [
      'max_bytes',
      'Maximum size',
      'size',
      'Of all messages together: 10GB, 512MB. Units are powers of 1024, as the server has them. Empty = no limit',
    ],
    [
      'storage',
      'Storage',
      'choice',
      'Memory is faster, and lost when its servers stop',
      {
        change: 'no',
        choices: [
          { value: 'file', label: 'file (default)' },
          { value: 'memory', label: 'memory' },
        ],
      },
    ],
    [
      'num_replicas',
      'Replicas',
      'choice',
      'Servers that hold a copy. More than 1 needs a cluster; 3 goes on when one of them fails',
      { choices: ['1', '2', '3', '4', '5'].map((value) => ({ value, label: value })) },
    ],
  ],
  limits: [
    ['max_msgs', 'Maximum messages', 'count', 'In the whole stream. Empty = no limit'],
    [
      'max_msgs_per_subject',
      'Maximum messages per subject',
      'count',
      'The newest so many of each subject are kept. Empty = no limit',
    ],
    ['max_msg_size', 'Maximum message size', 'size', 'With its headers: 64KB. Empty = what the server takes'],
    ['max_consumers', 'Maximum consumers', 'count', 'At the same time. Empty = no limit', { change: 'consumers' }],
    [
      'discard',
      'When it is full',
      'choice',
      'At the limits of messages and size. Maximum age always removes',
      {
        choices: [
          { value: 'old', label: 'old: the oldest messages go (default)' },
          { value: 'new', label: 'new: new messages are refused' },
        ],
      },
    ],
    [
      'duplicate_window',
      'Duplicate window',
      'length',
      'A Nats-Msg-Id that comes again within this is stored once. At most the maximum age. Empty = 2m',
    ],
    [
      'discard_new_per_subject',
      'Refuse new messages per subject too',
      'flag',
      'At the maximum per subject. Needs "new messages are refused". Default: off',
    ],
  ],
  copies: [
    [
      'copies',
      'Copies',
      'choice',
      'A mirror is one whole stream, read only. Sources are copied into this stream, beside what it stores itself',
      {
        change: 'copies',
        choices: [
          { value: 'none', label: 'no other stream (default)' },
          { value: 'mirror', label: 'one stream, as its mirror' },
          { value: 'sources', label: 'streams, as sources' },
        ],
      },
    ],
    ['mirror', 'Mirror of', 'rows', 'The stream that is copied; it is written there', { change: 'copies' }],
    ['sources', 'Sources', 'rows', 'The streams that are copied from'],
    [
      'mirror_direct',
      'Answers direct gets for the origin',
      'flag',
      'Readers of the origin are served here too. The server goes by the origin where it has that: on with its direct get, off without',
      { change: 'yes' },
    ],
  ],
  subjects: [
    [
      'transform_src',
      'Transform from',
      'words',
      'Messages on these subjects are stored under another: orders.*. Empty = none',
      { of: 'subject_transform' },
    ],
    [
      'transform_dest',
      'Transform to',
      'words',
      'By {{wildcard(1)}} comes what the first * stood for: archive.{{wildcard(1)}}',
      { of: 'subject_transform' },
    ],
    [
      'republish_dest',
      'Republish to',
      'words',
      'Every stored message is sent there as well, for plain subscribers: changes.>. Empty = none',
      { of: 'republish' },
    ],
    [
      'republish_src',
      'Republish from',
      'words',
      'Only messages of these subjects: orders.eu.>. Empty = all',
      { of: 'republish' },
    ],
    [
      'republish_headers',
      'Republish headers only',
      'flag',
      'Without the payload, whose size comes in a header. Default: off',
      { of: 'republish' },
    ],
  ],
  storage: [
    [
      'compression',
      'Compression',
      'choice',
      'Of what is stored in files; a change counts for what is written from then on',
      {
        choices: [
          { value: 'none', label: 'none (default)' },
          { value: 's2', label: 's2' },
        ],
      },
    ],
    [
      'cluster',
      'Cluster',
      'words',
      'Where it is placed; a change moves it. Empty = where you are connected',
      { of: 'placement' },
    ],
    [
      'tags',
      'Server tags',
      'words',
      'Only on servers with all of these, commas between them; a change moves it. Empty = any',
      { of: 'placement' },
    ],
    ['first_seq', 'First sequence', 'count', 'The number of the first message. Empty = 1', { change: 'no' }],
    [
      'persist_mode',
      'Writing to disk',
      'choice',
      'Async acknowledges before it is written: faster, and a crash may lose what was acknowledged. One replica only',
      {
        change: 'no',
        level: 2,
        choices: [
          { value: 'default', label: 'default: acknowledged when written' },
          { value: 'async', label: 'async: acknowledged before' },
        ],
      },
    ],
  ],
  access: [
    [
      'allow_direct',
      'Direct get',
      'flag',
      'Messages are read from any replica, fast and many at once, perhaps a moment old. Default here: on',
    ],
    ['no_ack', 'No acknowledgements', 'flag', 'Publishers are never told that a message is stored. Default: off'],
    [
      'allow_rollup_hdrs',
      'Roll-ups',
      'flag',
      'A message with the header Nats-Rollup replaces all before it, of its subject or of the stream. Default: off',
    ],
    ['deny_delete', 'Deny deleting messages', 'flag', 'Single messages cannot be deleted. Default: off', { change: 'on' }],
    [
      'deny_purge',
      'Deny purging',
      'flag',
      'It cannot be purged, which excludes roll-ups, schedules and delete markers. Default: off',
      { change: 'on' },
    ],
  ],
  features: [
    [
      'allow_msg_ttl',
      'TTL per message',
      'flag',
      'A message with the header Nats-TTL is removed after that. Default: off',
      { change: 'on', level: 1 },
    ],
    [
      'subject_delete_marker_ttl',
      'Delete markers stay for',
      'length',
      'Where the last message of a subject ages out, a marker takes its place for so long: 1h. Turns TTL per message and roll-ups on. Empty = none',
      { level: 1 },
    ],
    [
      'allow_msg_counter',
      'Counters',
      'flag',
      'Each subject is a number; Nats-Incr adds to it. Nothing else can be stored then. Default: off',
      { change: 'no', level: 2 },
    ],
    ['allow_atomic', 'Atomic batches', 'flag', 'Up to 1,000 messages are stored all or none. Default: off', { level: 2 }],
    ['allow_batched', 'Fast batches', 'flag', 'Many messages with few acknowledgements. Default: off', { level: 4 }],
    [
      'allow_msg_schedules',
      'Schedules',
      'flag',
      'A message with the header Nats-Schedule is sent later or again and again. Turns roll-ups on. Default: off',
      { change: 'on', level: 2 },
    ],
  ],
  consumers: [
    [
      'limit_inactive',
      'Inactive threshold at most',
      'length',
      'No consumer may stay longer unused, and those that say nothing stay for this. Empty = no limit',
      { of: 'consumer_limits' },
    ],
    [
      'limit_ack_pending',
      'Ack pending at most',
      'count',
      'No consumer may have more messages out that are not acknowledged. Empty = no limit',
      { of: 'consumer_limits' },
    ],
  ],
  notes: [
    ['description', 'Description', 'text', 'What it is for; 4 kB at most'],
    ['metadata', 'Metadata', 'rows', 'Notes for people and tools, by name; 128 kB at most'],
  ],
}

/** Every field, in the order of the form. */
export const streamFields: StreamField[] = (Object.keys(rows) as Group[]).flatMap((group) =>
  rows[group].map(([key, label, kind, help, more]) => ({
    key,
    of: key,
    label,
    kind,
    group,
    help,
    change: 'yes' as const,
    ...more,
  })),
)

export const fieldKeys: FieldKey[] = [...textKeys, ...rowKeys]

const byKey = new Map(streamFields.map((f) => [f.key, f]))

/** The table has every key, which a test holds. */
export const fieldOf = (key: FieldKey): StreamField => byKey.get(key)!

export const labelOf = (key: FieldKey): string => fieldOf(key).label

/** nats-server's first version with an API level (ADR-44). */
export const since: Record<Level, string> = { 1: '2.11', 2: '2.12', 4: '2.14' }

/** What is to be known before a field is set, or undefined: how much of it may change later. */
export function laterWords({ change, key }: StreamField): string | undefined {
  switch (change) {
    case 'no':
      return 'Cannot be changed later'
    case 'on':
      return 'Can be turned on later, and never off again'
    case 'consumers':
      return 'Cannot be changed later on servers before 2.11'
    case 'copies':
      return key === 'mirror' ? 'Cannot be changed later' : 'A mirror stays one, or stops being one for good'
    default:
      return undefined
  }
}

/** The level that a field of the configuration came with; 0 for those of 2.10 and for those that we do not know. */
export function levelOf(configField: string): number {
  return streamFields.find((f) => f.of === configField)?.level ?? 0
}

/** The fields of the configuration that the form stands for. */
export const configFields: string[] = [...new Set(streamFields.map((f) => f.of).filter((f) => f !== 'copies'))]
