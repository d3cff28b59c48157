import { stringifyJson } from '../json.ts'
import { bytes, count, plural } from '../format.ts'
import { showLength } from '../length.ts'
import { sourceKey } from './upstream.ts'
import { objectAt, objectsAt, textAt, textsAt, wholeAt, type Config } from './read.ts'

/** What a stream holds, as STREAM.INFO tells it. */
export type Figures = { messages: number; bytes: number; consumer_count: number }

/** How many messages; otherwise there are at most so many. */
export type Counted = { count: number; exact: boolean }

/** The smaller limits of a change whose losses have to be counted. */
export type Countable = { max_age?: bigint; max_msgs_per_subject?: bigint }

/** What was counted; undefined = not known (yet). */
export type Counts = { max_age?: Counted | undefined; max_msgs_per_subject?: Counted | undefined }

/** What a change takes or ends, in a sentence. */
export type Loss = {
  words: string
  /** Something goes that cannot be put back: the name is asked for. */
  forGood: boolean
  /** Messages go: all that are older than so many nanoseconds, or some of the stream. */
  takes?: { olderThan: bigint } | 'some'
}

/** Which smaller limits take messages, but not how many by the stream's own figures. Nanoseconds for the age. */
export function countable(before: Config, after: Config): Countable {
  const [age, most] = [lowered('max_age', before, after), lowered('max_msgs_per_subject', before, after)]
  return { ...(age ? { max_age: age } : {}), ...(most ? { max_msgs_per_subject: most } : {}) }
}

/** The new value of a limit that is smaller than before; 0 and -1 are none. */
function lowered(field: string, before: Config, after: Config): bigint | undefined {
  const [old, now] = [wholeAt(before[field]), wholeAt(after[field])]
  return now > 0n && (old <= 0n || now < old) ? now : undefined
}

/**
 * What a change from one configuration to another takes or ends at once, and what of it cannot be undone. nats-server 2.15.1: limits
 * of messages and size remove only where the oldest are discarded, those of age and per subject always; held against servers by
 * nats/stream-admin.int.test.ts.
 */
export function lossesOf(before: Config, after: Config, figures: Figures, counts: Counts, apiLevel: number): Loss[] {
  const found = [
    ageLoss(before, after, figures, counts.max_age),
    perSubjectLoss(before, after, figures, counts.max_msgs_per_subject),
    messagesLoss(before, after, figures),
    bytesLoss(before, after, figures),
    retentionLoss(before, after, figures, apiLevel),
    promotion(before, after),
    ...oneWays(before, after),
    subjectsEnd(before, after),
    sourcesEnd(before, after),
    copiedAgain(before, after),
    startIgnored(before, after),
    republishEnd(before, after),
    replicasEnd(before, after),
    ...small(before, after, figures),
  ]
  return found.filter((l) => l !== undefined)
}

function plain(words: string): Loss {
  return { words, forGood: false }
}

function ageLoss(before: Config, after: Config, { messages }: Figures, n: Counted | undefined): Loss | undefined {
  const age = lowered('max_age', before, after)
  if (age === undefined) return undefined
  const older = `older than ${showLength(age)}`
  if (messages === 0 || (n?.exact && n.count === 0)) return plain(`No message is ${older}: nothing is removed now.`)
  return { words: `${counted(n)} ${older}: removed at once, for good.`, forGood: true, takes: { olderThan: age } }
}

function perSubjectLoss(before: Config, after: Config, { messages }: Figures, n: Counted | undefined): Loss | undefined {
  const most = lowered('max_msgs_per_subject', before, after)
  if (most === undefined) return undefined
  const beyond = `beyond the newest ${most === 1n ? 'one' : count(most)} of each subject`
  if (messages === 0 || (n?.exact && n.count === 0)) return plain(`No subject has messages ${beyond}: nothing is removed now.`)
  return {
    words: `${counted(n)} ${beyond}: removed at once or with the next message of the subject, for good.`,
    forGood: true,
    takes: 'some',
  }
}

const counted = (n: Counted | undefined) =>
  n === undefined ? 'Every message' : n.exact ? plural(n.count, 'message') : `Up to ${plural(n.count, 'message')}`

function messagesLoss(before: Config, after: Config, { messages }: Figures): Loss | undefined {
  const most = wholeAt(after.max_msgs)
  if (!isLimitFelt('max_msgs', before, after) || BigInt(messages) <= most) return undefined
  const over = BigInt(messages) - most
  return discardsOld(after)
    ? {
        words: `The oldest ${plural(over, 'message')}, beyond the newest ${count(most)}: removed at once, for good.`,
        forGood: true,
        takes: 'some',
      }
    : plain(
        `It holds ${plural(over, 'message')} more than ${count(most)}: none is removed, but new ones are refused until it holds fewer.`,
      )
}

function bytesLoss(before: Config, after: Config, f: Figures): Loss | undefined {
  const most = wholeAt(after.max_bytes)
  if (!isLimitFelt('max_bytes', before, after) || BigInt(f.bytes) <= most) return undefined
  const beyond = BigInt(f.bytes) - most
  const share = (beyond * BigInt(f.messages) + BigInt(f.bytes) - 1n) / BigInt(f.bytes)
  const over = `It holds ${bytes(f.bytes)}, more than ${bytes(most)}`
  return discardsOld(after)
    ? {
        words: `${over}: the oldest messages, about ${bytes(beyond)}, are removed at once, for good. By their average size that is some ${plural(share, 'message')} of ${count(f.messages)}.`,
        forGood: true,
        takes: 'some',
      }
    : plain(`${over}: nothing is removed, but new messages are refused until it holds less.`)
}

const discardsOld = (c: Config) => textAt(c.discard) !== 'new'

function isLimitFelt(field: string, before: Config, after: Config): boolean {
  const turned = !discardsOld(before) && discardsOld(after) && wholeAt(after[field]) > 0n
  return turned || lowered(field, before, after) !== undefined
}

function retentionLoss(before: Config, after: Config, { messages, consumer_count }: Figures, apiLevel: number): Loss | undefined {
  if (textAt(before.retention) !== 'limits' || textAt(after.retention) !== 'interest' || messages === 0) return undefined
  // 2.10 was seen to keep them; nothing says that it does so for ever.
  const gone = apiLevel >= 1 ? 'are removed at once' : 'may be removed'
  return {
    words:
      consumer_count === 0
        ? `It has no consumers, so nothing waits for its ${plural(messages, 'message')}: all ${gone}, for good.`
        : `Of its ${plural(messages, 'message')}, those that every consumer has acknowledged or does not want ${gone}, for good.`,
    forGood: true,
    takes: 'some',
  }
}

function promotion(before: Config, after: Config): Loss | undefined {
  const origin = objectAt(before.mirror)
  if (!origin || after.mirror) return undefined
  const name = textAt(origin.name)
  const sources = objectsAt(after.sources).map((s) => textAt(s.name))
  const from = sources.length === 0 ? 'nothing more is copied' : `from then on it copies from ${some(sources)}`
  const again = sources.includes(name)
    ? ` What it mirrored of ${name} is copied a second time, from where the source starts.`
    : ''
  return {
    words: `It stops being a mirror of ${name} for good: what it holds stays, ${from}, and it cannot become a mirror again.${again}`,
    forGood: true,
  }
}

/** What takes a way out from the operator is asked for by name; what a stream can do more is not. */
const locks: Record<string, Loss> = {
  deny_delete: { words: 'From then on no message can be deleted, which cannot be undone.', forGood: true },
  deny_purge: { words: 'From then on it cannot be purged, which cannot be undone.', forGood: true },
  allow_msg_ttl: plain('TTL per message cannot be turned off again.'),
  allow_msg_schedules: plain('Schedules cannot be turned off again.'),
}

function oneWays(before: Config, after: Config): Loss[] {
  const found = Object.entries(locks)
    .filter(([field]) => before[field] !== true && after[field] === true)
    .map(([, loss]) => loss)
  const marker = wholeAt(after.subject_delete_marker_ttl) > 0n
  if (marker && before.allow_msg_ttl !== true && after.allow_msg_ttl !== true)
    found.push(plain('Delete markers turn TTL per message on, which cannot be turned off again.'))
  return found
}

function subjectsEnd(before: Config, after: Config): Loss | undefined {
  const now = textsAt(after.subjects)
  const left = textsAt(before.subjects).filter((s) => !now.includes(s))
  if (left.length === 0) return undefined
  return plain(
    `What is published on ${some(left)} is not stored here any more, unless another subject takes it in; what is stored stays.`,
  )
}

function sourcesEnd(before: Config, after: Config): Loss | undefined {
  const names = (c: Config) => objectsAt(c.sources).map((s) => textAt(s.name))
  const now = names(after)
  const left = names(before).filter((n) => !now.includes(n))
  return left.length > 0 ? plain(`Nothing new is copied from ${some(left)}; what was copied stays.`) : undefined
}

/** By its name and what is taken of it a source is told from others (nats-server 2.15.1): one that is changed is begun anew. */
function copiedAgain(before: Config, after: Config): Loss | undefined {
  const kept = new Set(objectsAt(before.sources).map(sourceKey))
  const known = new Set(objectsAt(before.sources).map((s) => textAt(s.name)))
  const anew = objectsAt(after.sources).filter((s) => known.has(textAt(s.name)) && !kept.has(sourceKey(s)))
  if (anew.length === 0) return undefined
  return {
    words: `What is taken of ${some(anew.map((s) => textAt(s.name)))} is copied anew from where it starts, unless it was a source in just this way before: messages that are stored already are stored a second time.`,
    forGood: true,
  }
}

/** The server goes on behind what it has of a source, wherever the source is said to start (nats-server 2.15.1). */
function startIgnored(before: Config, after: Config): Loss | undefined {
  const start = (s: Config) => stringifyJson([wholeAt(s.opt_start_seq).toString(), textAt(s.opt_start_time)])
  const old = new Map(objectsAt(before.sources).map((s) => [sourceKey(s), start(s)]))
  const moved = objectsAt(after.sources).filter((s) => (old.get(sourceKey(s)) ?? start(s)) !== start(s))
  if (moved.length === 0) return undefined
  return plain(
    `Where ${some(moved.map((s) => textAt(s.name)))} starts counts only for a source that is new: what was copied stays, it goes on behind that, and nothing earlier is fetched.`,
  )
}

function republishEnd(before: Config, after: Config): Loss | undefined {
  const [old, now] = [textAt(objectAt(before.republish)?.dest), textAt(objectAt(after.republish)?.dest)]
  if (old === '' || old === now) return undefined
  return plain(`Nothing is republished to ${old} any more${now ? `, but to ${now}` : ''}.`)
}

function replicasEnd(before: Config, after: Config): Loss | undefined {
  const fewer = wholeAt(before.num_replicas) - wholeAt(after.num_replicas)
  if (fewer <= 0n) return undefined
  return plain(`${plural(fewer, 'copy', 'copies')} of it ${fewer === 1n ? 'is' : 'are'} removed from the servers.`)
}

function small(before: Config, after: Config, { consumer_count }: Figures): (Loss | undefined)[] {
  const [size, most] = [lowered('max_msg_size', before, after), lowered('max_consumers', before, after)]
  const window = lowered('duplicate_window', before, after)
  return [
    size ? plain(`Larger messages than ${bytes(size)} stay, and new ones are refused.`) : undefined,
    most && BigInt(consumer_count) > most
      ? plain(
          `It has ${plural(consumer_count, 'consumer')}: all stay, and no new one is made until there are fewer than ${most}.`,
        )
      : undefined,
    window ? plain(`A message id that comes again after more than ${showLength(window)} is stored again.`) : undefined,
    before.no_ack !== true && after.no_ack === true
      ? plain('Publishers are not told any more whether a message is stored.')
      : undefined,
    wholeAt(before.subject_delete_marker_ttl) > 0n && wholeAt(after.subject_delete_marker_ttl) <= 0n
      ? plain('No markers are left any more where the last message of a subject ages out.')
      : undefined,
  ]
}

const some = (names: string[]) =>
  names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${plural(names.length - 5, 'other')}`
