/** What nats-server 2.15.1 takes as a time to live and as a schedule, tried on it value by value (publish.test.ts has them). */

const unitNs: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const MOST = 2n ** 63n - 1n

/** A length of time as Go writes it ("1h30m", "+5s", ".5h"; no days), in nanoseconds; undefined for what is none, or too long. */
export function goLengthNs(text: string): bigint | undefined {
  if (!/^\+?((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  let sum = 0n
  for (const [, whole = '', part = '', unit] of text.matchAll(/(\d*)\.?(\d*)(ns|us|µs|ms|s|m|h)/g)) {
    const ns = unitNs[unit!]! // the pattern has no other
    sum += BigInt(whole || '0') * ns + (BigInt(part || '0') * ns) / 10n ** BigInt(part.length)
  }
  return sum <= MOST ? sum : undefined
}

/** "never", whole seconds, or a length of a second at least. */
export function isTtl(value: string): boolean {
  const text = value.trim()
  if (text.toLowerCase() === 'never') return true
  if (/^\d+$/.test(text)) return BigInt(text) >= 1n && BigInt(text) <= MOST
  return (goLengthNs(text) ?? 0n) >= unitNs.s!
}

const named = new Set(['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'])

/** Whether times of it depend on a time zone: cron and its short names. */
export const isCron = (value: string): boolean => !/^@(at|every) /.test(value)

export function isSchedule(value: string): boolean {
  const [, word, rest = ''] = /^(@at|@every) (.*)$/.exec(value) ?? []
  if (word === '@at') return isMoment(rest)
  if (word === '@every') return (goLengthNs(rest) ?? 0n) >= unitNs.s!
  return named.has(value) || isCronLine(value)
}

/** A time with its zone; a day that the month does not have is none. */
function isMoment(text: string): boolean {
  const day = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text)?.[1]
  if (day === undefined || Number.isNaN(Date.parse(text))) return false
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
type Field = { from: number; to: number; names?: string[] }
const fields: Field[] = [
  { from: 0, to: 59 },
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: MONTHS },
  { from: 0, to: 6, names: DAYS },
]

function isCronLine(value: string): boolean {
  const texts = value.trim().split(/\s+/)
  if (texts.length !== fields.length || !texts.every((text, i) => isCronField(text, fields[i]!))) return false
  // A day that none of its months has never comes, and is refused.
  const [days, months, weekdays] = [texts[3]!, texts[4]!, texts[5]!]
  if (!/^\d+$/.test(days) || !/^\d+$/.test(months) || !/^[*?]$/.test(weekdays)) return true
  return Number(days) <= new Date(Date.UTC(2024, Number(months), 0)).getUTCDate()
}

function isCronField(text: string, field: Field): boolean {
  const items = text.split(',').filter(Boolean)
  return items.length > 0 && items.every((item) => isCronItem(item, field))
}

function isCronItem(item: string, { from, to, names = [] }: Field): boolean {
  const [range, step, more] = item.split('/')
  if (more !== undefined || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false
  if (range === '*' || range === '?') return true
  const ends = range!.split('-').map((end) => {
    const at = names.indexOf(end.toLowerCase())
    return at !== -1 ? at + from : /^\d+$/.test(end) ? Number(end) : Number.NaN
  })
  const [first, last = first] = ends
  return ends.length <= 2 && ends.every((n) => n >= from && n <= to) && first! <= last!
}

/** Whether Go's list of time zones has it, as far as the browser's has: by its whole name, in the right case. */
export function isTimeZone(name: string): boolean {
  if (name === 'Local' || name === 'UTC') return true
  if (!/^[A-Z]/.test(name)) return false
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase()
  } catch {
    return false
  }
}
