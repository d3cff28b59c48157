import { Ring } from '~/lib/ring.ts'
import type { KeyOperation } from './key-change.ts'
import type { MarkerReason } from './operation.ts'

const MOST = 5000

/** One change of a bucket as it came in. */
export type LogLine = {
  /** When it came in, milliseconds since the epoch. */
  at: number
  key: string
  operation: KeyOperation
  marker?: MarkerReason | undefined
  /** Absent for GONE: what went without an entry has none. */
  revision?: bigint | undefined
  size: number
}

/** The newest changes of a bucket. Each has an index that it keeps: `first` have been dropped, `end` have come in all. */
export class ChangeLog {
  private readonly ring: Ring<LogLine>

  constructor(most = MOST) {
    this.ring = new Ring(most, Infinity)
  }

  get first(): number {
    return this.ring.first
  }

  get end(): number {
    return this.ring.end
  }

  add(line: LogLine): void {
    this.ring.push(line, 0)
  }

  /** The lines with these indexes, as far as they are held. A page that pauses keeps asking for the same ones. */
  lines(first: number, count: number): (LogLine & { index: number })[] {
    const lines: (LogLine & { index: number })[] = []
    for (let i = Math.max(first, this.first); i < Math.min(first + count, this.end); i++) {
      const line = this.ring.at(i)
      if (line) lines.push({ index: i, ...line })
    }
    return lines
  }

  /** All that is held, a JSON object on each line. */
  ndjson(): Uint8Array {
    const lines = this.lines(this.first, this.end - this.first).map(toJson)
    return new TextEncoder().encode(lines.join(''))
  }
}

/** The revision as the digits it has: a JSON number, though JavaScript could not hold it. */
function toJson({ at, key, operation, marker, revision, size }: LogLine): string {
  const fields = [
    `"at":"${new Date(at).toISOString()}"`,
    `"key":${JSON.stringify(key)}`,
    `"operation":"${operation}"`,
    ...(marker ? [`"marker":"${marker}"`] : []),
    ...(revision === undefined ? [] : [`"revision":${revision}`]),
    `"size":${size}`,
  ]
  return `{${fields.join(',')}}\n`
}
