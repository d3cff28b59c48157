import { expose } from 'comlink'
import { OneConnection, type Ended } from '~/nats/one-connection.ts'
import {
  cleanOrphans,
  findOrphans,
  type CleanResult,
  type Orphan,
  type OrphanList,
  type OrphanProgress,
} from '~/nats/obj-orphans.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { ObjectVerification, type VerifyView } from '~/nats/obj-verify.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'
import { untilOpen } from '~/nats/until-open.ts'

export type CleanedRow = { nuid: string; result: CleanResult; because?: LinkError }

export type OrphanView = {
  progress: OrphanProgress | undefined
  /** What was found, once. */
  list: OrphanList | undefined
  /** What has become of those that were to be cleaned, in their order. */
  cleaned: CleanedRow[]
}

const alone = new OneConnection()
let verification: ObjectVerification | undefined
let progress: OrphanProgress | undefined
let list: OrphanList | undefined
let cleaned: CleanedRow[] = []

/** Reads what is stored of objects and holds it against what is said of it, with a connection of its own while it does. */
const worker = {
  verify(options: ConnectOptions, bucket: ObjBucket, infos: ObjectInfo[]): Promise<Ended> {
    return alone.run(options, async (c, signal) => {
      verification = new ObjectVerification(c, bucket, infos)
      await untilOpen(c, signal)
      await verification.run(signal)
    })
  },
  verified: (first: number, count: number): VerifyView | undefined => verification?.view(first, count),
  findOrphans(options: ConnectOptions, bucket: ObjBucket, underWay: string[]): Promise<Ended> {
    ;[progress, list, cleaned] = [undefined, undefined, []]
    return alone.run(options, async (c, signal) => {
      await untilOpen(c, signal)
      const onProgress = (p: OrphanProgress) => void (progress = p)
      list = await findOrphans(c, bucket, { except: new Set(underWay), signal, onProgress })
    })
  },
  /** Takes those away that were found and are named. */
  cleanOrphans(options: ConnectOptions, bucket: ObjBucket, nuids: string[]): Promise<Ended> {
    const wanted = new Set(nuids)
    const orphans = (list?.orphans ?? []).filter(({ nuid }) => wanted.has(nuid))
    return alone.run(options, async (c, signal) => {
      await untilOpen(c, signal)
      const onResult = ({ nuid }: Orphan, result: CleanResult, because?: LinkError) =>
        void cleaned.push({ nuid, result, ...(because ? { because } : {}) })
      await cleanOrphans(c, bucket, orphans, { signal, onResult })
    })
  },
  /** `from`: so many results are known already. */
  orphans: (from: number): OrphanView => ({ progress, list: from === 0 ? list : undefined, cleaned: cleaned.slice(from) }),
  stop: (): Promise<void> => alone.stop(),
}

export type ObjectCheckWorker = typeof worker

expose(worker)
