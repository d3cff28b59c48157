import { expose } from 'comlink'
import type { KeyState } from '~/lib/kv/as-of.ts'
import type { KeyQuery, KeyRows } from '~/lib/kv/key-view.ts'
import type { Moment } from '~/lib/kv/moment.ts'
import { Past, type DifferenceQuery, type DifferenceRows, type PastKey, type PastSummary } from '~/lib/kv/past.ts'
import { asOf, type AsOfProgress } from '~/nats/kv-as-of.ts'
import { compareValues, type Compared } from '~/nats/kv-compare.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { OneConnection, type Ended } from '~/nats/one-connection.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'
import { untilOpen } from '~/nats/until-open.ts'

/** `waiting`: why nothing comes in (null = the link is being made). */
export type PastProgress = AsOfProgress & { waiting?: LinkError | null | undefined }

/** Rows of the keys of then, or of the differences; `open` is the key that is looked at, wherever its row is. */
export type PastWanted = { first: number; count: number; open?: string } & ({ list: KeyQuery } | { differences: DifferenceQuery })

export type PastView = { list?: KeyRows; differences?: DifferenceRows; open?: PastKey; summary: PastSummary }

export type PastResult = Ended

const TELL_MS = 100

let past: Past | undefined
const alone = new OneConnection()

/**
 * Holds a bucket as it was at a moment. It has a connection only while it reads or compares; the page asks for the rows that it
 * draws.
 */
const worker = {
  load(
    options: ConnectOptions,
    bucket: Bucket,
    moment: Moment,
    filters: string[],
    onProgress: (p: PastProgress) => void,
  ): Promise<PastResult> {
    return alone.run(options, async (c, signal) => {
      let progress: PastProgress = { read: 0, total: 0 }
      const tell = told((p: PastProgress) => onProgress((progress = p)))
      const onWaiting = (waiting: LinkError | null | undefined) => onProgress({ ...progress, waiting })
      const stopLooking = c.onLink((link) => 'error' in link && onWaiting(link.error))
      await untilOpen(c, signal).finally(stopLooking)
      past = new Past(await asOf(c, bucket, moment, signal, tell, { filters, onWaiting }))
    })
  },
  view(wanted: PastWanted): PastView | undefined {
    if (!past) return undefined
    const { first, count } = wanted
    return {
      ...('list' in wanted
        ? { list: past.rows(wanted.list, first, count) }
        : { differences: past.differences(wanted.differences, first, count) }),
      ...(wanted.open === undefined ? {} : { open: past.key(wanted.open) }),
      summary: past.summary(),
    }
  },
  /** The page has seen the newest revision of a key. */
  setLatest(key: string, state: KeyState | undefined): void {
    past?.setLatest(key, state)
  },
  /** Compares the values where only they can tell whether a key has changed. */
  compare(options: ConnectOptions, bucket: Bucket, onProgress: (p: PastProgress) => void): Promise<PastResult> {
    return alone.run(options, async (c, signal) => {
      await untilOpen(c, signal)
      const pairs = past?.unchecked() ?? []
      const tell = told(onProgress)
      const found: Compared[] = []
      try {
        await compareValues(
          c,
          bucket,
          pairs,
          (some, read) => {
            for (const compared of some) found.push(compared)
            tell({ read, total: pairs.length })
          },
          signal,
        )
      } finally {
        past?.check(found)
      }
    })
  },
  /** Ends what is under way; resolves when nothing of it is left on the server. */
  stop(): Promise<void> {
    return alone.stop()
  },
}

/** Tells of progress, but not oftener than it is worth drawing. */
function told(tell: (p: PastProgress) => void): (p: PastProgress) => void {
  let at = 0
  return (p) => {
    const now = performance.now()
    if (now - at < TELL_MS) return
    at = now
    tell(p)
  }
}

export type KvAsOfWorker = typeof worker

expose(worker)
