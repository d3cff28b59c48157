import { stringifyJson, type Json } from '../json.ts'
import { shellQuoted } from '../message-text.ts'
import { isServerNote } from './draft.ts'
import { objectAt, textAt, textsAt, wholeAt, type Config } from './read.ts'

/** The configuration as it can be handed on: what the server itself has noted in its metadata is left out. */
export function withoutNotes(config: Config): Config {
  const own = Object.entries(objectAt(config.metadata) ?? {}).filter(([name]) => !isServerNote(name))
  const { metadata: _, ...rest } = config
  return own.length > 0 ? { ...rest, metadata: Object.fromEntries(own) } : rest
}

/** The configuration as JSON, as `nats stream add --config` reads it; integers exact. */
export const configText = (config: Config): string => stringifyJson(withoutNotes(config), 2)

/**
 * The command that makes such a stream, for a POSIX shell. By flags where natscli has one for everything that is set, else with the
 * whole configuration as JSON on its standard input. Flags: natscli cli/stream_command.go.
 */
export function addCommand(config: Config): string {
  const name = textAt(config.name)
  const flags = flagsOf(withoutNotes(config))
  const start = `nats stream add ${name.startsWith('-') ? '-- ' : ''}${shellQuoted(name)}`
  // An argument after -- would be taken for another stream.
  if (flags && !name.startsWith('-')) return [start, ...flags, '--defaults'].join(' ')
  // No line of JSON is the word alone, and a quoted word keeps the shell from reading what is between.
  return `nats stream add --config /dev/stdin <<'END'\n${configText(config)}\nEND`
}

/** undefined when something is set that no flag stands for. */
function flagsOf(config: Config): string[] | undefined {
  const found: string[] = []
  // The command turns direct get on where nothing is said of it, the server does not.
  for (const [field, value] of Object.entries({ allow_direct: false, ...config })) {
    const flags = flagFor[field]?.(value)
    if (flags === undefined) return undefined
    found.push(...flags.map(([flag, text]) => (text === undefined ? flag : `${flag}=${shellQuoted(text)}`)))
  }
  return found
}

/** A flag and its value. */
type Flag = [flag: string, value?: string]

const word =
  (flag: string) =>
  (v: Json): Flag[] =>
    textAt(v) ? [[flag, textAt(v)]] : []
const whole =
  (flag: string) =>
  (v: Json): Flag[] =>
    wholeAt(v) > 0n ? [[flag, `${wholeAt(v)}`]] : []
const time =
  (flag: string) =>
  (v: Json): Flag[] =>
    wholeAt(v) > 0n ? [[flag, goLength(wholeAt(v))]] : []
const on =
  (flag: string, off: Flag[] = []) =>
  (v: Json): Flag[] =>
    v === true ? [[flag]] : off
const unset = (v: Json): Flag[] | undefined => (v === false || v === '' ? [] : undefined)

/** One for each field; undefined for what it cannot say. */
const flagFor: Record<string, (v: Json) => Flag[] | undefined> = {
  name: () => [],
  // Commas and spaces would be taken apart.
  subjects: (v) => (textsAt(v).some((s) => s.includes(',')) ? undefined : textsAt(v).map((s) => ['--subjects', s])),
  description: word('--description'),
  retention: (v) => [['--retention', v === 'workqueue' ? 'work' : textAt(v)]],
  storage: word('--storage'),
  compression: word('--compression'),
  num_replicas: whole('--replicas'),
  discard: word('--discard'),
  discard_new_per_subject: on('--discard-per-subject'),
  max_age: time('--max-age'),
  max_bytes: whole('--max-bytes'),
  max_msgs: whole('--max-msgs'),
  max_msgs_per_subject: whole('--max-msgs-per-subject'),
  max_msg_size: whole('--max-msg-size'),
  max_consumers: whole('--max-consumers'),
  duplicate_window: time('--dupe-window'),
  first_seq: whole('--first-sequence'),
  no_ack: on('--no-ack'),
  allow_direct: on('--allow-direct', [['--no-allow-direct']]),
  allow_rollup_hdrs: on('--allow-rollup'),
  deny_delete: on('--deny-delete'),
  deny_purge: on('--deny-purge'),
  allow_msg_ttl: on('--allow-msg-ttl'),
  allow_msg_counter: on('--allow-counter'),
  allow_atomic: on('--allow-batch'),
  allow_msg_schedules: on('--allow-schedules'),
  subject_delete_marker_ttl: time('--subject-del-markers-ttl'),
  persist_mode: word('--persist-mode'),
  placement: (v) => {
    const { cluster, tags, ...rest } = objectAt(v) ?? {}
    if (Object.keys(rest).length > 0) return undefined
    return [...word('--cluster')(cluster ?? ''), ...textsAt(tags).map((t): Flag => ['--tag', t])]
  },
  subject_transform: (v) => {
    const { src, dest } = objectAt(v) ?? {}
    return textAt(src) && textAt(dest)
      ? [
          ['--transform-source', textAt(src)],
          ['--transform-destination', textAt(dest)],
        ]
      : undefined
  },
  republish: (v) => {
    const { src, dest, headers_only } = objectAt(v) ?? {}
    return [
      ['--republish-source', textAt(src) || '>'],
      ['--republish-destination', textAt(dest)],
      ...on('--republish-headers')(headers_only ?? false),
    ]
  },
  consumer_limits: (v) => {
    const { inactive_threshold, max_ack_pending } = objectAt(v) ?? {}
    return [
      ...time('--limit-consumer-inactive')(inactive_threshold ?? 0),
      ...whole('--limit-consumer-max-pending')(max_ack_pending ?? 0),
    ]
  },
  metadata: (v) => {
    const pairs = Object.entries(objectAt(v) ?? {})
    // The command splits at the first = or :.
    return pairs.some(([name]) => /[=:]/.test(name))
      ? undefined
      : pairs.map(([name, value]) => ['--metadata', `${name}=${textAt(value)}`])
  },
  mirror_direct: unset,
  sealed: unset,
  allow_batched: unset,
}

/** Go's way of writing it, which knows no days. */
function goLength(ns: bigint): string {
  const units: [string, bigint][] = [
    ['h', 3_600_000_000_000n],
    ['m', 60_000_000_000n],
    ['s', 1_000_000_000n],
    ['ms', 1_000_000n],
    ['us', 1000n],
    ['ns', 1n],
  ]
  let left = ns
  return units
    .map(([unit, each]) => {
      const n = left / each
      left %= each
      return n > 0n ? `${n}${unit}` : ''
    })
    .join('')
}
