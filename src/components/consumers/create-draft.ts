import { durableProblem } from '~/lib/rule/rule-problems.ts'
import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { parseTime } from '~/lib/time.ts'
import type { DeliverPolicy } from '~/nats/consumers.ts'
import type { JsonObject, Retention } from '~/nats/types.ts'
import { editedKeys, toChange, toDraft, type Draft } from './edit-draft.ts'
import { fields, type Field } from './edit-fields.ts'
import { editProblems } from './edit-problems.ts'

/** A new durable pull consumer as it is typed; `settings` as in the form for editing. */
export type NewConsumer = { name: string; deliver: DeliverPolicy; seq: string; time: string; settings: Draft }

/** What the server itself would take where nothing is said, shown so that it is no surprise. */
export const newConsumer: NewConsumer = {
  name: '',
  deliver: 'all',
  seq: '',
  time: '',
  settings: { ...toDraft({}), ack_wait: '30s', max_ack_pending: '1000' },
}

const common = new Set([
  'description',
  'filters',
  'ack_wait',
  'max_deliver',
  'backoff',
  'max_ack_pending',
  'inactive_threshold',
  'num_replicas',
])

/** The fields that most consumers are made with; the rest can be edited afterwards. */
export const createFields: Field[] = fields.filter((f) => common.has(f.key))

/** Where it will start to read, as a sentence, with what a reconnect does. */
export function startSentence({ deliver, seq, time }: NewConsumer): string {
  const start = {
    all: 'Starts with the first message of the stream',
    last: 'Starts with the last message that the stream has now',
    last_per_subject: 'Starts with the last message of each subject',
    new: 'Starts with the first message that comes after it is made',
    by_start_sequence: `Starts at sequence ${plainDigits(seq) || '…'}`,
    by_start_time: `Starts with the first message at or after ${parseTime(time) ?? '…'}`,
  }[deliver]
  return `${start}. After a reconnect it goes on after the last acknowledged message; what was not acknowledged comes again.`
}

/** What is wrong, a sentence by field (name, deliver, seq, time, and those of the settings); empty when it can be made. */
export function createProblems(c: NewConsumer, retention: Retention): Record<string, string> {
  const own: Record<string, string | undefined> = {
    name: durableProblem(c.name.trim()),
    deliver: retention === 'workqueue' && c.deliver !== 'all' ? 'A work queue is read from its first message only' : undefined,
    seq: c.deliver === 'by_start_sequence' ? seqProblem(c.seq) : undefined,
    time:
      c.deliver === 'by_start_time' && parseTime(c.time) === undefined
        ? 'A time reads like 2026-01-31 08:00, 14:30 or 15m (ago)'
        : undefined,
  }
  const found = Object.entries(own).filter((e): e is [string, string] => e[1] !== undefined)
  const keys = [...editedKeys(c.settings, {}), 'ack_wait']
  return { ...editProblems(createFields, c.settings, keys), ...Object.fromEntries(found) }
}

/** The configuration as the server wants it. It must be without problems. */
export function toConfig(c: NewConsumer): JsonObject & { name: string } {
  const name = c.name.trim()
  const settings = Object.entries(toChange(c.settings, {})).filter((e): e is [string, JsonObject[string]] => e[1] !== undefined)
  const config: JsonObject & { name: string } = {
    name,
    durable_name: name,
    ack_policy: 'explicit',
    deliver_policy: c.deliver,
    ...Object.fromEntries(settings),
    ...(c.deliver === 'by_start_sequence' ? { opt_start_seq: BigInt(plainDigits(c.seq)) } : {}),
    ...(c.deliver === 'by_start_time' ? { opt_start_time: parseTime(c.time) ?? '' } : {}),
  }
  // The server wants a filter to know what "each subject" is (10094).
  const isBare = c.deliver === 'last_per_subject' && !config.filter_subject && !config.filter_subjects
  return isBare ? { ...config, filter_subject: '>' } : config
}

function seqProblem(text: string): string | undefined {
  if (text.trim() === '') return 'Type a sequence'
  return sequenceProblem(text) ?? (BigInt(plainDigits(text)) === 0n ? 'Sequences begin at 1' : undefined)
}
