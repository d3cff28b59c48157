import { stringifyJson, type Json } from '~/lib/json.ts'

/** What a desk did, one line each. Times are RFC 3339 by this machine's clock. */
export type LogEntry = { at: string; event: string; [field: string]: Json }

const MAX_ENTRIES = 100_000

/** The session's log: bounded, and it says how many of the oldest lines are missing. */
export class DeskLog {
  dropped = 0
  private entries: LogEntry[] = []

  get length(): number {
    return this.entries.length
  }

  add(event: string, fields: Record<string, Json | undefined> = {}): void {
    const entry: LogEntry = { at: new Date().toISOString(), event }
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) entry[name] = value
    this.entries.push(entry)
    if (this.entries.length > MAX_ENTRIES * 1.1) {
      this.dropped += this.entries.length - MAX_ENTRIES
      this.entries = this.entries.slice(-MAX_ENTRIES)
    }
  }

  /** Newline-delimited JSON, oldest first; a first line says so when older ones were dropped. */
  ndjson(): string {
    const head: LogEntry[] = this.dropped > 0 ? [{ at: new Date().toISOString(), event: 'dropped', lines: this.dropped }] : []
    return [...head, ...this.entries].map((e) => `${stringifyJson(e)}\n`).join('')
  }
}
