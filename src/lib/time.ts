import { duration } from './format.ts'
import { nanosOf, parseLength, showLength } from './length.ts'

export type TimeStyle = 'local' | 'utc' | 'relative'

const ZERO = '0001-01-01T00:00:00Z'

/** True for Go's zero time, which NATS uses for "never". */
export function isNever(time: string | undefined): boolean {
  return !time || time.startsWith('0001-01-01T00:00:00') || time === ZERO
}

/** The fraction of an RFC 3339 time as nine digits of nanoseconds; Date would drop all beyond milliseconds. */
function fraction(time: string): string {
  return (/\.(\d{1,9})/.exec(time)?.[1] ?? '').padEnd(9, '0')
}

const pad = (n: number, width = 2) => String(n).padStart(width, '0')

/**
 * Shows an RFC 3339 time with its zone, to the given number of fraction digits (0 to 9). "never" for the zero time.
 */
export function showTime(time: string | undefined, style: TimeStyle, digits = 3, now = Date.now()): string {
  if (isNever(time)) return 'never'
  const text = time as string // isNever has excluded undefined
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return text
  if (style === 'relative') return ago(at.getTime(), now)
  const tail = digits > 0 ? `.${fraction(text).slice(0, digits)}` : ''
  if (style === 'utc') return `${at.toISOString().slice(0, 19).replace('T', ' ')}${tail}Z`
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}${tail}${zone(at)}`
}

/** A time for a narrow place: the clock today, the day with it this year, the day beyond; how long ago without "ago". */
export function shortTime(time: string, style: TimeStyle, now = Date.now()): string {
  if (isNever(time)) return 'never'
  if (style === 'relative') return ago(Date.parse(time), now).replace(' ago', '')
  const text = showTime(time, style, 0)
  const today = showTime(new Date(now).toISOString(), style, 0)
  if (text.slice(0, 10) === today.slice(0, 10)) return text.slice(11, 19)
  return text.slice(0, 4) === today.slice(0, 4) ? text.slice(5, 16) : text.slice(0, 10)
}

/** A time as short as a scale of this span (ms) allows: the clock within two days, the day beyond, the month beyond a year. */
export function markLabel(time: string, spanMs: number, style: TimeStyle, now = Date.now()): string {
  if (isNever(time)) return ''
  if (style === 'relative') return ago(Date.parse(time), now).replace(' ago', '')
  const text = showTime(time, style, 0)
  if (spanMs < 5 * 60_000) return text.slice(11, 19)
  if (spanMs < 2 * 86_400_000) return text.slice(11, 16)
  return spanMs < 365 * 86_400_000 ? text.slice(5, 10) : text.slice(0, 7)
}

/** The local offset at that moment: +02:00. */
function zone(at: Date): string {
  const minutes = -at.getTimezoneOffset()
  const sign = minutes < 0 ? '-' : '+'
  return `${sign}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`
}

/** "3m 2s ago", "just now", "in 5m". Millisecond times. */
export function ago(at: number, now = Date.now()): string {
  const ms = now - at
  if (Math.abs(ms) < 1000) return 'just now'
  return ms > 0 ? `${duration(ms)} ago` : `in ${duration(-ms)}`
}

/**
 * Reads a time as people write it: RFC 3339 ("2026-01-02T03:04:05.123456789Z"), without a zone (taken as local), a day alone,
 * a clock time of today ("14:30"), or a length of time ago ("15m", "2h", "1d12h"). Returns RFC 3339 UTC, or undefined.
 */
export function parseTime(input: string, now = Date.now()): string | undefined {
  const text = input.trim()
  if (text === '') return undefined
  const past = parseAgo(text)
  if (past !== undefined) return new Date(now - past).toISOString()
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (clock) return clockTime(clock, now)
  const m = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,9})?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(text)
  if (!m) return undefined
  const [, day, minute = '00:00', second = ':00', tail = '', offset = ''] = m
  const at = new Date(`${day}T${minute}${second}${offset.toUpperCase()}`)
  if (Number.isNaN(at.getTime())) return undefined
  // Date silently rolls 31 February over; an operator wants to be told.
  if (!validDay(day as string)) return undefined
  return `${at.toISOString().slice(0, 19)}${tail}Z`
}

function clockTime(m: RegExpExecArray, now: number): string | undefined {
  const [hours, minutes, seconds] = [Number(m[1]), Number(m[2]), Number(m[3] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  const at = new Date(now)
  at.setHours(hours, minutes, seconds, 0)
  return at.toISOString()
}

function validDay(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
}

/** A number alone is no time: nobody could tell what it counts. */
function parseAgo(text: string): number | undefined {
  const length = text.replace(/^-/, '').replace(/\s*ago$/i, '')
  return /[a-z]$/i.test(length) ? parseDuration(length) : undefined
}

/** Reads a length of time (length.ts) as milliseconds, with a fraction where it has one; undefined when it is none. */
export function parseDuration(input: string): number | undefined {
  const ns = parseLength(input)
  return ns === undefined ? undefined : Number(ns / 1_000_000n) + Number(ns % 1_000_000n) / 1e6
}

/** Writes milliseconds so that parseDuration reads them back exactly: 1m30s. */
export function durationText(ms: number): string {
  return showLength(nanosOf(ms))
}
