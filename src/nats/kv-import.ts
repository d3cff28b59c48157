import { inFlight } from '~/lib/in-flight.ts'
import { BulkList, type BulkItem } from '~/lib/kv/bulk-list.ts'
import { ownHeaders, type ParsedEntry } from '~/lib/kv/dump.ts'
import { keyProblem } from '~/lib/kv/keys.ts'
import { ttlText, type Ttl } from '~/lib/kv/operation.ts'
import { latestOfFile, plan, type Existing, type ImportRules, type Step } from '~/lib/kv/plan.ts'
import { sameBytes } from '~/lib/same-bytes.ts'
import { ttlRefusal } from '~/lib/kv/ttl.ts'
import type { Connection } from './connection.ts'
import { AppError, toAppError } from './errors.ts'
import { checkSize } from './kv-errors.ts'
import { latestEntries } from './kv-latest.ts'
import { listSubjects } from './kv-names.ts'
import { persistRead, persistWrite } from './kv-persist.ts'
import { tellFailure } from './kv-remove.ts'
import type { Bucket } from './kv-types.ts'
import { deleteKey, findWrite, purgeKey, updateKey } from './kv-write.ts'
import type { Header } from './types.ts'

const AT_ONCE = 64
/** Bytes of values on their way at once: on a slow line more would not be answered in time. */
const MOST_BYTES = 4 * 1024 * 1024

/** `anyKey`: also new keys whose names other clients may refuse. */
export type ImportOptions = ImportRules & { anyKey: boolean }

export type ImportPlan = {
  list: BulkList
  steps: Map<BulkItem, Step>
  /** Keys whose time to live is written with them, and those whose is lost. */
  keptTtls: number
  lostTtls: number
  oddKeys: number
}

/**
 * What importing the entries would do to the bucket as it is now; nothing is written. Throws AppError: permission, not-found,
 * aborted.
 */
export async function planImport(
  conn: Connection,
  bucket: Bucket,
  entries: readonly ParsedEntry[],
  options: ImportOptions,
  signal: AbortSignal,
): Promise<ImportPlan> {
  const existing = await existingOf(conn, bucket, entries, options.prefix, signal)
  let oddKeys = 0
  const problemOf = (entry: ParsedEntry, key: string, there: Existing | undefined) => {
    const odd = there ? undefined : keyProblem(key)
    if (odd) oddKeys++
    return (options.anyKey ? undefined : odd) ?? headerProblem(entry) ?? sizeProblem(conn, bucket, key, entry, there)
  }
  const steps = new Map<BulkItem, Step>()
  for (const step of plan(existing, entries, options, problemOf)) steps.set(toItem(step), step)
  const writes = [...steps.values()].filter((s) => s.action === 'create' || s.action === 'change')
  const withTtl = writes.filter((s) => s.entry.ttl_ms !== undefined)
  const keptTtls = withTtl.filter((s) => takesTtl(bucket, s)).length
  // Where nothing goes by age, nothing is lost with a `never`.
  const lostTtls = withTtl.filter((s) => !takesTtl(bucket, s) && (s.entry.ttl_ms !== 'never' || bucket.ttl_ms !== undefined))
  return { list: new BulkList([...steps.keys()]), steps, keptTtls, lostTtls: lostTtls.length, oddKeys }
}

/**
 * Does what was planned, each key only if it is still as the plan saw it. Lost connections, stopping and what it throws are as with
 * removeKeys.
 */
export async function runImport(
  conn: Connection,
  bucket: Bucket,
  { list, steps }: ImportPlan,
  signal: AbortSignal,
): Promise<void> {
  const limits = { atOnce: AT_ONCE, weight: (item: BulkItem) => item.size, mostWeight: MOST_BYTES }
  const one = async (item: BulkItem) => {
    const step = steps.get(item)
    if (!step || !isWrite(step)) return
    try {
      await persistWrite(conn, ...writeOf(conn, bucket, step), signal, item.wasUnsure)
      list.set(item, 'done')
    } catch (e) {
      const error = toAppError(e)
      if (error.kind === 'conflict') list.set(item, 'changed', 'Somebody else changed it since the dry run')
      else tellFailure(list, item, error)
    }
  }
  await inFlight(list.waiting(), limits, one, signal)
}

type Write = Extract<Step, { action: 'create' | 'change' | 'delete' | 'purge' }>

function isWrite(step: Step): step is Write {
  return step.action === 'create' || step.action === 'change' || step.action === 'delete' || step.action === 'purge'
}

/** The write, and how to find it when its answer was lost. */
function writeOf(conn: Connection, bucket: Bucket, step: Write) {
  const { key, entry, action, over = 0n } = step
  switch (action) {
    case 'delete':
      return [() => deleteKey(conn, bucket, key, over), () => findWrite(conn, bucket, key, over, undefined, 'DEL')] as const
    case 'purge':
      return [() => purgeKey(conn, bucket, key, over), () => findWrite(conn, bucket, key, over, undefined, 'PURGE')] as const
    default:
      return [
        () => updateKey(conn, bucket, key, entry.data, over, headersOf(bucket, entry, action)),
        () => findWrite(conn, bucket, key, over, entry.data),
      ] as const
  }
}

function toItem(step: Step): BulkItem {
  const { key, entry, action } = step
  return {
    key,
    size: entry.data.length,
    action,
    result: isWrite(step) ? 'waiting' : 'none',
    line: entry.line,
    revision: 'over' in step ? step.over : undefined,
    note: 'reason' in step ? step.reason : undefined,
  }
}

/** What the bucket has of the keys of the file. The leader says which there are; values are compared and let go. */
async function existingOf(
  conn: Connection,
  bucket: Bucket,
  entries: readonly ParsedEntry[],
  prefix: string,
  signal: AbortSignal,
): Promise<Map<string, Existing>> {
  const incoming = new Map<string, ParsedEntry>()
  for (const [key, entry] of latestOfFile(entries)) incoming.set(prefix + key, entry)
  const there = await namesOf(conn, bucket, signal)
  const wanted = [...incoming.keys()].filter((key) => !there || there.has(bucket.prefix + key)).map((key) => ({ key }))
  const existing = new Map<string, Existing>()
  for await (const page of latestEntries(conn, bucket, wanted, signal)) {
    if (signal.aborted) throw new AppError('aborted', 'Stopped')
    for (const { key, revision, operation, data } of page) {
      const entry = incoming.get(key)
      if (entry) existing.set(key, { revision, operation, same: sameBytes(entry.data, data) })
    }
  }
  return existing
}

/** Undefined where listing them is not allowed. */
async function namesOf(conn: Connection, bucket: Bucket, signal: AbortSignal): Promise<Set<string> | undefined> {
  try {
    const listed = await persistRead(conn, () => listSubjects(conn, bucket.stream, [`${bucket.prefix}>`], signal), signal)
    return listed.subjects
  } catch (e) {
    if (toAppError(e).kind === 'permission') return undefined
    throw e
  }
}

/** Whether a time to live can go along: not over a value that would be the latest again when it ends. */
function takesTtl(bucket: Bucket, { action, entry }: { action: Step['action']; entry: { ttl_ms?: Ttl } }): boolean {
  if (entry.ttl_ms === 'never') return bucket.per_key_ttl
  return ttlRefusal(bucket, action === 'change' ? { operation: 'PUT' } : null) === undefined
}

/** Those of its writer, and its time to live where it can have one. */
function headersOf(bucket: Bucket, entry: ParsedEntry, action: Step['action']): Header[] {
  const { headers = [], ttl_ms } = entry
  const ttl: Header[] = ttl_ms !== undefined && takesTtl(bucket, { action, entry }) ? [['Nats-TTL', ttlText(ttl_ms)]] : []
  return [...ttl, ...ownHeaders(headers)]
}

function headerProblem({ headers = [] }: ParsedEntry): string | undefined {
  // oxlint-disable-next-line no-control-regex -- a header ends with its line, and its name with the colon
  const bad = headers.find(([name, value]) => !/^[!-9;-~]+$/.test(name) || /[\r\n\u0000]/.test(value))
  return bad && `The header ${JSON.stringify(bad[0])} cannot be written: its name or its value is not legal`
}

function sizeProblem(
  conn: Connection,
  bucket: Bucket,
  key: string,
  entry: ParsedEntry,
  there: Existing | undefined,
): string | undefined {
  try {
    const expected: Header = ['Nats-Expected-Last-Subject-Sequence', `${there?.revision ?? 0n}`]
    checkSize(conn, bucket, key, entry.data, [
      expected,
      ...headersOf(bucket, entry, there?.operation === 'PUT' ? 'change' : 'create'),
    ])
    return undefined
  } catch (e) {
    return toAppError(e).message
  }
}
