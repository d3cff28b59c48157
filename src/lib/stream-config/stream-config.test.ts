import { expect, test } from 'vitest'
import { stringifyJson } from '../json.ts'
import { newRow } from '../obj/meta-draft.ts'
import { addCommand, configText } from './command.ts'
import { differences } from './diff.ts'
import { cloneOf, editedKeys, newStream, toChange, toConfig, toDraft, type StreamDraft } from './draft.ts'
import { editBlocks } from './edit-blocks.ts'
import { fieldKeys, fieldOf, groups, laterWords, streamFields } from './fields.ts'
import { countable, lossesOf } from './losses.ts'
import { leftOut, readPasted, withoutFields } from './paste.ts'
import { streamProblems } from './problems.ts'
import type { Config } from './read.ts'
import { streamRefusal } from './refusals.ts'
import { joinSubjects, splitSubjects } from '../subjects-text.ts'
import { newUpstream, toUpstream } from './upstream.ts'

const LEVEL = 5
const draft = (typed: Partial<StreamDraft> = {}): StreamDraft => ({ ...newStream, name: 'S', subjects: 's.>', ...typed })

/** As 2.15.1 echoes it, with what only a later server has. */
const full: Config = {
  name: 'S',
  description: 'orders',
  subjects: ['s.>', 'odd,name'],
  retention: 'limits',
  max_consumers: 7,
  max_msgs: 9_007_199_254_740_993n,
  max_bytes: 10 * 1024 ** 3,
  max_age: 604_800_000_000_001,
  max_msgs_per_subject: 5,
  max_msg_size: 65_536,
  discard: 'new',
  discard_new_per_subject: true,
  storage: 'file',
  num_replicas: 3,
  duplicate_window: 120_000_000_000,
  placement: { cluster: 'C', tags: ['a', 'b'], later: 1 },
  sources: [
    { name: 'A', filter_subject: 'a.>', external: { api: '$JS.hub.API', deliver: 'd' }, later: true },
    { name: 'B', opt_start_seq: 18_446_744_073_709_551_615n, subject_transforms: [{ src: 'b.*', dest: 's.{{wildcard(1)}}' }] },
    { name: 'C', opt_start_time: '2026-01-01T00:00:00.123456789+02:00' },
    { name: 'D', consumer: { name: 'c', deliver_subject: 'd.x', later: 2 } },
  ],
  compression: 's2',
  first_seq: 18_446_744_073_709_551_615n,
  subject_transform: { src: 's.*', dest: 't.$1' },
  republish: { src: 's.>', dest: 'r.>', headers_only: true },
  allow_direct: true,
  mirror_direct: false,
  sealed: false,
  deny_delete: true,
  deny_purge: false,
  allow_rollup_hdrs: true,
  consumer_limits: { inactive_threshold: 5_000_000_000, max_ack_pending: 10, later: 3 },
  metadata: { team: 'a=b\nc', '_nats.level': '5' },
  allow_msg_ttl: true,
  subject_delete_marker_ttl: 3_600_000_000_000,
  allow_atomic: true,
  allow_batched: true,
  persist_mode: 'default',
  of_the_future: { x: [1] },
}

test('the table says of every field what it does, where it stands and whether it can change', () => {
  expect(streamFields.map((f) => f.key).sort()).toEqual([...fieldKeys].sort())
  expect(streamFields.filter((f) => f.help === '' || !(f.group in groups))).toEqual([])
  const basics = streamFields.filter((f) => f.group === 'basics').map((f) => f.key)
  expect(basics).toEqual(['name', 'subjects', 'retention', 'max_age', 'max_bytes', 'storage', 'num_replicas'])
  expect(
    ['name', 'storage', 'first_seq', 'allow_msg_counter', 'persist_mode'].map((k) => laterWords(fieldOf(k as 'name'))),
  ).toEqual(Array(5).fill('Cannot be changed later'))
})

test('a stream is shown without changing anything, and each edit changes its own field alone, unknown ones kept', () => {
  const base = toDraft(full)
  expect(editedKeys(base, toDraft(full))).toEqual([])
  expect(toChange(base, full)).toEqual({})
  const otherwise = {
    max_bytes: '10240MB',
    duplicate_window: '120',
    max_msgs: '9,007,199,254,740,993',
    subjects: ' s.>\n "odd,name" ',
  }
  expect(editedKeys({ ...base, ...otherwise }, base)).toEqual([])
  const edits: [Partial<StreamDraft>, Config | { [f: string]: undefined }][] = [
    [{ description: 'x' }, { description: 'x' }],
    [{ max_msgs: '9007199254740995' }, { max_msgs: 9_007_199_254_740_995n }],
    [{ max_age: '1d12h' }, { max_age: 129_600_000_000_000 }],
    [{ max_bytes: '' }, { max_bytes: -1 }],
    [{ subjects: '"a,b"\nc,' }, { subjects: ['a,b', 'c'] }],
    [{ cluster: '' }, { placement: { tags: ['a', 'b'], later: 1 } }],
    [{ limit_ack_pending: '' }, { consumer_limits: { inactive_threshold: 5_000_000_000, later: 3 } }],
    [{ republish_dest: '', republish_src: '', republish_headers: '' }, { republish: undefined }],
    [{ deny_purge: 'true' }, { deny_purge: true }],
    [{ allow_direct: '' }, { allow_direct: false }],
    [{ metadata: [...base.metadata, newRow('n', 'v')] }, { metadata: { '_nats.level': '5', team: 'a=b\nc', n: 'v' } }],
    [{ subject_delete_marker_ttl: '' }, { subject_delete_marker_ttl: undefined }],
  ]
  for (const [typed, change] of edits) expect(toChange({ ...base, ...typed }, full)).toEqual(change)
  const [a, ...others] = base.sources
  const filtered = toChange({ ...base, sources: [{ ...a!, filter: 'a.eu.>' }, ...others] }, full)
  expect(filtered).toEqual({
    sources: [{ ...(full.sources as Config[])[0], filter_subject: 'a.eu.>' }, ...(full.sources as Config[]).slice(1)],
  })
  expect(toChange({ ...base, copies: 'none' }, full)).toEqual({ mirror: undefined, sources: undefined, mirror_direct: false })
})

test('what is typed is what is sent, in exact numbers, and only what the server has', () => {
  const { sealed: _, ...sendable } = full
  const made = toConfig(toDraft(full), LEVEL)
  expect(made).toEqual({ ...sendable, metadata: { team: 'a=b\nc' } }) // without the server's notes
  expect(stringifyJson(made)).toContain('"max_msgs":9007199254740993')
  const old = toConfig(draft({ allow_msg_ttl: 'true', allow_atomic: 'true', allow_batched: 'true', persist_mode: 'async' }), 0)
  expect(Object.keys(old).filter((f) => /ttl|atomic|batched|persist/.test(f))).toEqual([])
  expect(toConfig(draft(), LEVEL)).toEqual({
    name: 'S',
    subjects: ['s.>'],
    retention: 'limits',
    storage: 'file',
    num_replicas: 1,
    discard: 'old',
    compression: 'none',
    allow_direct: true,
    max_age: 0,
    ...Object.fromEntries(['max_msgs', 'max_bytes', 'max_msgs_per_subject', 'max_msg_size', 'max_consumers'].map((f) => [f, -1])),
  })
  const mirror = draft({ copies: 'mirror', mirror: { ...newUpstream, name: 'A' }, sources: [{ ...newUpstream, name: 'B' }] })
  expect(toConfig(mirror, LEVEL)).toMatchObject({ mirror: { name: 'A' }, mirror_direct: true })
  expect(Object.keys(toConfig(mirror, LEVEL))).not.toContain('subjects')
  expect(Object.keys(toConfig(mirror, LEVEL))).not.toContain('sources')
  expect(editedKeys(cloneOf(full), toDraft(full))).toEqual(['name'])
})

const source = { ...newUpstream, name: 'A' }
test.each<[Partial<StreamDraft>, object]>([
  [
    { name: '', subjects: '' },
    { name: 'Name the stream', subjects: 'Name the subjects that it stores' },
  ],
  [{ name: 'a.b' }, { name: 'The name of a stream cannot contain .' }],
  [{ name: 'a b' }, { name: 'The name of a stream cannot contain spaces' }],
  [{ subjects: 'a..b' }, { subjects: /two dots/ }],
  [{ subjects: 'a.*, a.b' }, { subjects: 'a.* and a.b overlap: a message would be stored twice' }],
  [{ subjects: 'x, >', no_ack: 'true' }, { subjects: 'x and > overlap: a message would be stored twice' }],
  [{ subjects: 'a a' }, { subjects: 'a appears twice' }],
  [{ subjects: '>' }, { subjects: /subjects of the server itself/ }],
  [{ subjects: '$JS.API.>' }, { subjects: /subjects of the server itself/ }],
  [{ subjects: '>', no_ack: 'true' }, {}],
  [{ subjects: '$JS.EVENT.ADVISORY.>' }, {}],
  [{ max_age: 'soon' }, { max_age: /reads like/ }],
  [{ max_age: '50ms' }, { max_age: /below 100ms/ }],
  [{ max_age: '1m', duplicate_window: '2m' }, { duplicate_window: 'It cannot be longer than the maximum age, 1m' }],
  [{ duplicate_window: '1ms' }, { duplicate_window: /below 100ms/ }],
  [{ max_bytes: 'big' }, { max_bytes: /reads like/ }],
  [{ max_bytes: '0' }, { max_bytes: 'Leave it empty for no limit' }],
  [{ max_msg_size: '2GB' }, { max_msg_size: 'A message has less than 2 GiB' }],
  [{ max_msgs: '1.5' }, { max_msgs: 'It is a whole number' }],
  [{ max_msgs: '9223372036854775808' }, { max_msgs: /no further/ }],
  [{ max_consumers: '-1' }, { max_consumers: 'It is a whole number' }],
  [{ discard_new_per_subject: 'true' }, { discard_new_per_subject: /to be new/ }],
  [{ discard_new_per_subject: 'true', discard: 'new' }, { discard_new_per_subject: /Maximum messages per subject/ }],
  [{ description: 'ö'.repeat(2049) }, { description: /4,096 bytes/ }],
  [{ first_seq: 'x' }, { first_seq: 'A sequence is a whole number' }],
  [{ copies: 'mirror', subjects: '' }, { mirror: 'Name the stream to copy' }],
  [{ copies: 'mirror', subjects: '', mirror: { ...source, name: 'S' } }, { mirror: 'A stream cannot copy itself' }],
  [{ copies: 'mirror', mirror: source, subjects: '' }, {}],
  [{ copies: 'mirror', mirror: source }, { subjects: /no subjects of its own/ }],
  [
    {
      copies: 'mirror',
      subjects: '',
      mirror: source,
      first_seq: '5',
      subject_delete_marker_ttl: '1h',
      allow_msg_counter: 'true',
      allow_atomic: 'true',
    },
    { first_seq: /mirror/, subject_delete_marker_ttl: /mirror/, allow_msg_counter: /mirror/, allow_atomic: /mirror/ },
  ],
  [
    { copies: 'sources', subjects: '' },
    { sources: 'Add a stream to copy from', subjects: 'Name the subjects that it stores' },
  ],
  [{ copies: 'sources', sources: [source, source] }, { sources: 'The same source appears twice' }],
  [{ copies: 'sources', sources: [source, { ...source, filter: '>' }] }, { sources: 'The same source appears twice' }],
  [
    {
      copies: 'sources',
      sources: [
        { ...source, filter: 'a' },
        { ...source, transforms: [{ src: 'a', dest: '' }] },
      ],
    },
    { sources: 'The same source appears twice' },
  ],
  [
    { copies: 'sources', sources: [{ ...source, filter: 'a', transforms: [{ src: 'a', dest: 'b' }] }] },
    { sources: /Either a filter/ },
  ],
  [{ copies: 'sources', sources: [{ ...source, transforms: [{ src: 'a.*', dest: 'b.*' }] }] }, { sources: /wildcard\(1\)/ }],
  [
    {
      copies: 'sources',
      sources: [
        source,
        {
          ...source,
          name: 'B',
          transforms: [
            { src: 'a.>', dest: 'b.>' },
            { src: 'a.c', dest: 'd' },
          ],
        },
      ],
    },
    { sources: 'Source 2: a.> and a.c overlap: a message would be copied twice' },
  ],
  [{ copies: 'sources', sources: [{ ...source, start: 'time', time: 'yesterday' }] }, { sources: /A time reads like/ }],
  [{ copies: 'sources', sources: [{ ...source, consumer: 'C' }] }, { sources: /deliver subject/ }],
  [{ transform_src: 's.*', transform_dest: 't.{{wildcard(2)}}' }, { transform_dest: 'There is no wildcard number 2 in s.*' }],
  [{ transform_src: 's.>', transform_dest: 't' }, { transform_dest: /What > stands for/ }],
  [{ transform_src: 's.>' }, { transform_dest: 'Name the subject that it is stored under' }],
  [{ republish_dest: 's.copy.>' }, { republish_dest: /stored in this stream again, which stores s.>/ }],
  [{ republish_src: 's.eu.>' }, { republish_dest: 'Name the subject to republish to' }],
  [{ republish_dest: 'changes' }, { republish_dest: /end it in >/ }],
  [{ deny_purge: 'true', allow_rollup_hdrs: 'true' }, { deny_purge: 'It cannot be together with "Roll-ups", which purges' }],
  [{ subject_delete_marker_ttl: '500ms' }, { subject_delete_marker_ttl: /a second or more/ }],
  [{ allow_msg_counter: 'true', retention: 'interest' }, { allow_msg_counter: 'Counters need the retention limits' }],
  [{ allow_msg_counter: 'true', discard: 'new' }, { allow_msg_counter: /refuse new/ }],
  [{ allow_msg_counter: 'true', allow_msg_ttl: 'true' }, { allow_msg_counter: /TTL/ }],
  [{ allow_msg_schedules: 'true', discard: 'new' }, { allow_msg_schedules: /refuse new/ }],
  [{ persist_mode: 'async', storage: 'memory' }, { persist_mode: 'Async is for storage in files' }],
  [{ persist_mode: 'async', num_replicas: '3' }, { persist_mode: /one replica/ }],
  [{ persist_mode: 'async', allow_atomic: 'true' }, { persist_mode: /atomic/ }],
  [{ tags: 'a b' }, { tags: 'Separate tags by commas' }],
  [{ metadata: [newRow('', 'x')] }, { metadata: /without a name/ }],
  [{ metadata: [newRow('_nats.level', 'x')] }, { metadata: /belong to the server/ }],
  [
    { limit_inactive: 'x', limit_ack_pending: '0' },
    { limit_inactive: /reads like/, limit_ack_pending: /Leave it empty/ },
  ],
])('%j is told as %j', (typed, wanted) => {
  const found = streamProblems(draft(typed), LEVEL)
  expect(Object.keys(found).sort()).toEqual(Object.keys(wanted).sort())
  for (const [key, words] of Object.entries(wanted) as [keyof typeof found, string | RegExp][])
    expect(found[key]).toMatch(words instanceof RegExp ? words : new RegExp(`^${words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
})

test('of a stream that exists only what was edited is judged, and what the server does not let change is said', () => {
  const odd: Config = { ...full, description: 'x'.repeat(5000) }
  expect(streamProblems({ ...toDraft(odd), max_age: '10d' }, LEVEL, odd)).toEqual({})
  // The window was right until the age became shorter.
  expect(Object.keys(streamProblems({ ...toDraft(full), max_age: '1m' }, LEVEL, full))).toEqual(['duplicate_window'])
  const refused = {
    retention: 'workqueue',
    storage: 'memory',
    allow_msg_ttl: '',
    deny_delete: '',
    copies: 'mirror',
    mirror: source,
  }
  expect(Object.keys(streamProblems({ ...toDraft(full), ...refused }, LEVEL, full))).toEqual(
    expect.arrayContaining(['retention', 'storage', 'allow_msg_ttl', 'deny_delete', 'copies']),
  )
  expect(editBlocks(full, 0).max_consumers).toContain('before 2.11')
  expect(editBlocks({ name: 'M', mirror: { name: 'A' } }, 0).copies).toContain('2.12')
  expect(editBlocks({ name: 'M', mirror: { name: 'A' } }, 2).copies).toBeUndefined()
  expect(Object.keys(editBlocks({ ...full, sealed: true }, LEVEL)).length).toBe(fieldKeys.length)
  expect(streamProblems(draft({ allow_atomic: 'true' }), 1).allow_atomic).toContain('came with nats-server 2.12')
})

test('a difference is told in one way of writing', () => {
  const base = toDraft({ name: 'S', subjects: ['a'], max_bytes: 1024 ** 3, max_age: 60e9, sources: [{ name: 'A' }] })
  const d = {
    ...base,
    subjects: 'a b',
    max_bytes: '2048MB',
    max_age: '90',
    deny_purge: 'true',
    copies: 'none',
    max_msgs: '1,000',
  }
  expect(differences(d, base).map((x) => [x.label, x.before, x.after])).toEqual([
    ['Subjects', 'a', 'a\nb'],
    ['Maximum age', '1m', '1m30s'],
    ['Maximum size', '1 GiB (1,073,741,824 bytes)', '2 GiB (2,147,483,648 bytes)'],
    ['Maximum messages', 'none', '1,000'],
    ['Copies', 'sources', 'none'],
    ['Sources', 'A', 'none'],
    ['Deny purging', 'off', 'on'],
  ])
})

test('what goes with a change is said, and what of it is for good', () => {
  const before: Config = { name: 'S', subjects: ['a', 'b'], retention: 'limits', discard: 'old', num_replicas: 3, max_age: 0 }
  const figures = { messages: 100, bytes: 5000, consumer_count: 0 }
  const after = (change: Config) =>
    lossesOf(before, { ...before, ...change }, figures, { max_age: { count: 12_431, exact: true } }, LEVEL)
  const only = (change: Config) => after(change).map((l) => [l.words, l.forGood])
  expect(only({ max_age: 604_800e9 })).toEqual([['12,431 messages older than 7d: removed at once, for good.', true]])
  expect(countable(before, { ...before, max_age: 1e9, max_msgs_per_subject: 2 })).toEqual({
    max_age: 1_000_000_000n,
    max_msgs_per_subject: 2n,
  })
  expect(only({ max_msgs_per_subject: 1 })[0]).toEqual([expect.stringMatching(/^Every message beyond the newest one/), true])
  expect(only({ max_msgs: 40 })).toEqual([['The oldest 60 messages, beyond the newest 40: removed at once, for good.', true]])
  expect(only({ max_msgs: 40, discard: 'new' })).toEqual([[expect.stringContaining('none is removed'), false]])
  expect(only({ max_bytes: 1000 })).toEqual([
    [expect.stringMatching(/the oldest messages, about 3.91 KiB, .* some 80 messages of 100/), true],
  ])
  expect([after({ max_age: 1e9 }), after({ max_bytes: 1000 }), after({ deny_purge: true })].map(([l]) => l?.takes)).toEqual([
    { olderThan: 1_000_000_000n },
    'some',
    undefined,
  ])
  expect(only({ max_bytes: 6000 })).toEqual([])
  expect(only({ retention: 'interest' })).toEqual([[expect.stringContaining('its 100 messages: all are removed'), true]])
  expect(only({ subjects: ['a'] })).toEqual([[expect.stringContaining('published on b is not stored here'), false]])
  const sources = [{ name: 'A', filter_subject: 'a.>' }, { name: 'B' }]
  const copied = (more: Config[]) => lossesOf({ sources }, { sources: more }, figures, {}, LEVEL).map((l) => [l.words, l.forGood])
  expect(copied([{ name: 'A', filter_subject: 'a.x' }, sources[1]!])).toEqual([
    [expect.stringContaining('of A is copied anew'), true],
  ])
  expect(copied([{ ...sources[0]! }, { name: 'B', filter_subject: '>' }, { name: 'C' }])).toEqual([])
  expect(copied([{ ...sources[0]!, opt_start_seq: 5 }, sources[1]!])).toEqual([
    [expect.stringContaining('Where A starts counts only for a source that is new'), false],
  ])
  expect(copied([sources[1]!])).toEqual([['Nothing new is copied from A; what was copied stays.', false]])
  expect(only({ num_replicas: 1 })).toEqual([['2 copies of it are removed from the servers.', false]])
  expect(only({ deny_delete: true, subject_delete_marker_ttl: 5e9 })).toEqual([
    ['From then on no message can be deleted, which cannot be undone.', true],
    ['Delete markers turn TTL per message on, which cannot be turned off again.', false],
  ])
  const promoted = (more: Config) => lossesOf({ mirror: { name: 'A' } }, more, figures, {}, LEVEL)
  expect(promoted({})).toEqual([{ words: expect.stringContaining('nothing more is copied'), forGood: true }])
  expect(promoted({ sources: [{ name: 'B' }] })).toEqual([
    { words: expect.stringMatching(/copies from B.*again\.$/), forGood: true },
  ])
  expect(promoted({ sources: [{ name: 'A' }] })).toEqual([
    { words: expect.stringMatching(/copies from A.* of A is copied a second time/), forGood: true },
  ])
  expect(lossesOf({ discard: 'new', max_msgs: 5 }, { discard: 'old', max_msgs: 5 }, figures, {}, LEVEL)[0]).toMatchObject({
    forGood: true,
  })
  expect(lossesOf({ max_age: 2e9 }, { max_age: 1e9 }, figures, { max_age: { count: 0, exact: true } }, LEVEL)[0]).toMatchObject({
    forGood: false,
  })
})

test('names of metadata stay as they are, blanks and all, when another pair is edited; typed ones are trimmed', () => {
  const config: Config = { name: 'A', metadata: { ' a ': '1', a: '2', '': '3', '_nats.level': '1' } }
  const shown = toDraft(config)
  expect(streamProblems(shown, LEVEL, config)).toEqual({})
  const edited = { ...shown, metadata: [...shown.metadata, newRow(' b ', '4')] }
  expect(toChange(edited, config)).toEqual({ metadata: { '_nats.level': '1', ' a ': '1', a: '2', '': '3', b: '4' } })
  const twice = { ...shown, metadata: [...shown.metadata, newRow('a  ', '4')] }
  expect(streamProblems(twice, LEVEL, config).metadata).toContain('appears twice')
})

test('JSON of the nats command line fills the form, and what cannot be taken over is named', () => {
  const info = { config: full, created: 'x', state: { messages: 1 } }
  const pasted = readPasted(stringifyJson(info))
  expect(pasted).toEqual({ config: full })
  expect(readPasted(stringifyJson(full))).toEqual({ config: full })
  expect(leftOut(full, 4)).toEqual([
    { field: 'of_the_future', why: 'this version of Windsock does not know it', isUnknown: true },
  ])
  const old = leftOut(full, 0)
  expect(old.map((o) => o.field)).toEqual([
    'allow_msg_ttl',
    'subject_delete_marker_ttl',
    'allow_atomic',
    'allow_batched',
    'of_the_future',
    'sources.consumer',
  ])
  const left = withoutFields(full, old)
  expect(Object.keys(left)).not.toContain('of_the_future')
  expect((left.sources as Config[])[3]).toEqual({ name: 'D' })
  expect(leftOut({ ...full, sealed: true }, LEVEL)[0]?.field).toBe('sealed')
  for (const [text, problem] of [
    ['{', 'This is not JSON'],
    ['[]', 'no configuration'],
    ['{"a":1}', 'no field of a stream'],
    ['{"name":"A","max_age":"7d"}', 'max_age has to be a whole number; lengths of time are in nanoseconds'],
    ['{"stream_name":"A","name":"c","config":{"name":"c","ack_policy":"explicit","max_deliver":-1}}', 'of a consumer, not of'],
    ['{"name":"A","metadata":{"ok":"1","n":5}}', 'metadata has to be texts by their names, and n is none'],
    ['{"name":"A","mirror":{"name":"B"},"sources":[{"name":"C"}]}', 'both a mirror and sources'],
    ['{"name":"A","sources":{"name":"B"}}', 'sources has to be a list of objects'],
  ] as const)
    expect(readPasted(text)).toEqual({ problem: expect.stringContaining(problem) })
  expect(readPasted(configText(full))).toEqual({ config: { ...full, metadata: { team: 'a=b\nc' } } })
})

test('the command says what is set, quoted for a shell; what has no flag goes as JSON', () => {
  const config = toConfig(
    draft({
      subjects: "s.>, it's.*",
      max_age: '7d',
      max_bytes: '1GB',
      retention: 'workqueue',
      description: 'a $HOME of `x`',
      allow_direct: '',
      republish_dest: 'r.>',
      metadata: [newRow('team', 'a b')],
    }),
    LEVEL,
  )
  expect(addCommand(config)).toBe(
    `nats stream add S --no-allow-direct --subjects='s.>' --subjects='it'\\''s.*' --retention=work --max-age=168h --max-bytes=1073741824 --storage=file --replicas=1 --discard=old --republish-source='>' --republish-destination='r.>' --compression=none --description='a $HOME of \`x\`' --metadata='team=a b' --defaults`,
  )
  const json = addCommand(full)
  expect(json).toMatch(/^nats stream add --config \/dev\/stdin <<'END'\n\{/)
  expect(json).toContain('"first_seq": 18446744073709551615')
  expect(json).not.toContain('_nats.')
})

test('what the server refuses is told at the field that it is about', () => {
  const keyOf = (errCode: number, details = '', typed: Partial<StreamDraft> = {}) =>
    streamRefusal({ errCode, message: 'no', details }, draft(typed))?.key
  expect([10058, 10065, 10074, 10047, 10113, 10143, 10156].map((code) => keyOf(code))).toEqual([
    'name',
    'subjects',
    'num_replicas',
    'max_bytes',
    'max_bytes',
    'first_seq',
    'transform_dest',
  ])
  expect(keyOf(10005, '', { tags: 'a' })).toBe('tags')
  expect(keyOf(10146)).toBe('sources')
  expect(keyOf(10150, '', { copies: 'mirror' })).toBe('mirror')
  expect(keyOf(10052, 'duplicates window can not be larger then max age (500/10052)')).toBe('duplicate_window')
  expect(keyOf(10052, 'something new')).toBeUndefined()
  expect(streamRefusal({ errCode: 10052, message: '', details: 'max age can not be negative (500/10052)' }, draft())?.words).toBe(
    'The server refused: max age can not be negative',
  )
  expect(keyOf(10027)).toBeUndefined()
})

test('a start time goes as it is typed where it is whole, else as it is read', () => {
  const start = (time: string) => toUpstream({ ...source, start: 'time', time }).opt_start_time
  expect(start('2026-01-01T00:00:00.123456789+02:00')).toBe('2026-01-01T00:00:00.123456789+02:00')
  expect(start('2026-01-01 00:00Z')).toMatch(/^2026-01-01T00:00:00(\.0+)?Z$/)
})

test('subjects are kept whatever is in them', () => {
  for (const list of [['a.>', 'b'], ['a,b'], ['a,b', 'c'], []]) expect(splitSubjects(joinSubjects(list))).toEqual(list)
  expect(splitSubjects(' a.>,b  c ')).toEqual(['a.>', 'b', 'c'])
  expect(splitSubjects('full.*\nfull2.>, full3')).toEqual(['full.*', 'full2.>', 'full3'])
  expect(splitSubjects('gh,gi\r\ngj\n\ngk,')).toEqual(['gh', 'gi', 'gj', 'gk'])
  expect(splitSubjects('"odd,name",b "c')).toEqual(['odd,name', 'b', '"c'])
})
