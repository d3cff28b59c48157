import { stringifyJson } from '../json.ts'
import { plainDigits } from '../sequence.ts'
import { parseTime } from '../time.ts'
import { jsonWhole, objectAt, objectsAt, textAt, wholeAt, type Config } from './read.ts'

export type TransformDraft = { src: string; dest: string }

/** Another stream that is copied, as it is typed. */
export type UpstreamDraft = {
  name: string
  /** Only these subjects; cannot be together with transforms. */
  filter: string
  transforms: TransformDraft[]
  start: 'all' | 'seq' | 'time'
  seq: string
  /** RFC 3339, or as lib/time.ts reads it. */
  time: string
  /** Of another domain or account: the prefix of its API, and where it delivers. */
  api: string
  deliver: string
  /** A consumer that is there already (2.14). */
  consumer: string
  consumer_deliver: string
  /** As the server has it: what we do not know of it goes back with it. */
  from: Config
}

export const newUpstream: UpstreamDraft = {
  name: '',
  filter: '',
  transforms: [],
  start: 'all',
  seq: '',
  time: '',
  api: '',
  deliver: '',
  consumer: '',
  consumer_deliver: '',
  from: {},
}

export function toUpstreamDraft(from: Config): UpstreamDraft {
  const [external, consumer] = [objectAt(from.external), objectAt(from.consumer)]
  const [seq, time] = [wholeAt(from.opt_start_seq), textAt(from.opt_start_time)]
  return {
    name: textAt(from.name),
    filter: textAt(from.filter_subject),
    transforms: objectsAt(from.subject_transforms).map((t) => ({ src: textAt(t.src), dest: textAt(t.dest) })),
    start: seq > 0n ? 'seq' : time ? 'time' : 'all',
    seq: seq > 0n ? `${seq}` : '',
    time,
    api: textAt(external?.api),
    deliver: textAt(external?.deliver),
    consumer: textAt(consumer?.name),
    consumer_deliver: textAt(consumer?.deliver_subject),
    from,
  }
}

/**
 * What the server tells sources of one stream apart by (nats-server 2.15.1): two of one key are one, and one of another key than before is
 * begun anew. Where it starts is no part of it.
 */
export function sourceKey({ name, filter_subject, subject_transforms, external, consumer }: Config): string {
  const transforms = objectsAt(subject_transforms).map((t) => [textAt(t.src) || '>', textAt(t.dest)])
  const taken = transforms.length > 0 ? transforms : [[textAt(filter_subject) || '>', '']]
  return stringifyJson([textAt(name), textAt(objectAt(external)?.api), textAt(objectAt(consumer)?.name), taken])
}

/** As it is sent; what is not known here stays as the server had it. To be called for one without problems. */
export function toUpstream(d: UpstreamDraft): Config {
  const before = toUpstreamDraft(d.from)
  if (isSameUpstream(before, d)) return d.from
  const transforms = d.transforms.filter((t) => t.src.trim() !== '' || t.dest.trim() !== '')
  const parts: { [field: string]: Config[string] | undefined } = {
    ...d.from,
    name: d.name.trim(),
    filter_subject: d.filter.trim() || undefined,
    opt_start_seq: d.start === 'seq' ? jsonWhole(BigInt(plainDigits(d.seq))) : undefined,
    opt_start_time: d.start === 'time' ? timeOf(d.time) : undefined,
    external: d.api.trim()
      ? {
          ...withoutDeliver(objectAt(d.from.external)),
          api: d.api.trim(),
          ...(d.deliver.trim() ? { deliver: d.deliver.trim() } : {}),
        }
      : undefined,
    subject_transforms:
      transforms.length > 0 ? transforms.map((t) => ({ src: t.src.trim() || '>', dest: t.dest.trim() })) : undefined,
    consumer: d.consumer.trim()
      ? { ...objectAt(d.from.consumer), name: d.consumer.trim(), deliver_subject: d.consumer_deliver.trim() }
      : undefined,
  }
  return Object.fromEntries(Object.entries(parts).filter((e): e is [string, Config[string]] => e[1] !== undefined))
}

function withoutDeliver(external: Config | undefined): Config {
  const { deliver: _, ...others } = external ?? {}
  return others
}

/** What is RFC 3339 already goes as it is typed, with its zone and its nanoseconds; undefined for what is no time. */
export function timeOf(text: string): string | undefined {
  const typed = text.trim()
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(typed)
  return isWhole && !Number.isNaN(Date.parse(typed)) ? typed : parseTime(typed)
}

/** Whether two say the same; what is not known here is left out. */
export function isSameUpstream({ from: _a, ...a }: UpstreamDraft, { from: _b, ...b }: UpstreamDraft): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** One copied stream in a line. */
export function upstreamWords(d: UpstreamDraft): string {
  return [
    d.name,
    d.filter && `only ${d.filter}`,
    ...d.transforms.map((t) => `${t.src || '>'} as ${t.dest}`),
    d.start === 'seq' && `from sequence ${d.seq}`,
    d.start === 'time' && `from ${d.time}`,
    d.api && `by ${d.api}`,
    d.deliver && `delivered below ${d.deliver}`,
    d.consumer && `through the consumer ${d.consumer}`,
    d.consumer_deliver && `delivered on ${d.consumer_deliver}`,
  ]
    .filter(Boolean)
    .join(', ')
}
