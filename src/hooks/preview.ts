import { useCallback, useEffect, useState } from 'react'
import type { Encoding } from '~/lib/preview/encoding.ts'
import type { PreviewStart } from '~/nats/obj-preview.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import type { LinkError } from '~/nats/types.ts'
import { PreviewClient, type LookedAt } from './preview-client.ts'
import { explain, useConnection } from './use-connection.ts'

/** So much is read when an object is opened. */
export const FIRST_BYTES = 256 * 1024

export type PreviewState =
  | { state: 'reading' }
  | { state: 'failed'; error: LinkError }
  /** `more`: more of it is being read, or why it could not be. */
  | { state: 'open'; at: LookedAt; start: PreviewStart; more?: 'reading' | LinkError }

/** The beginning of an object: for one that does not change. Its worker is told to stop when the component goes. */
export function usePreview(bucket: ObjBucket, info: ObjectInfo) {
  const conn = useConnection()
  const [result, setResult] = useState<PreviewState>({ state: 'reading' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    const at = PreviewClient.of(conn).look(bucket, info)
    let ended = false
    setResult({ state: 'reading' })
    at.start(FIRST_BYTES).then(
      (start) => !ended && setResult({ state: 'open', at, start }),
      (e: unknown) => !ended && setResult({ state: 'failed', error: explain(e) }),
    )
    return () => {
      ended = true
      at.close()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the bucket is read anew every few seconds; the object stays the same
  }, [conn, round])

  const again = useCallback(() => setRound((n) => n + 1), [])
  /** Reads so many bytes from its beginning; gives whether it could. */
  const readMore = async (limit: number): Promise<boolean> => {
    if (result.state !== 'open') return false
    const { at } = result
    const settle = (change: (old: Extract<PreviewState, { state: 'open' }>) => PreviewState) =>
      setResult((old) => (old.state === 'open' && old.at === at ? change(old) : old))
    settle(({ start }) => ({ state: 'open', at, start, more: 'reading' }))
    try {
      const start = await at.start(limit)
      settle(() => ({ state: 'open', at, start }))
      return true
    } catch (e) {
      settle((old) => ({ ...old, more: explain(e) }))
      return false
    }
  }
  return { preview: result, again, readMore }
}

/** Text that is not UTF-8 in UTF-8; what has no `encoding` as it is, at once. */
export function useUtf8(
  at: LookedAt,
  data: Uint8Array,
  encoding: Encoding | undefined,
): { data?: Uint8Array; error?: LinkError } {
  const [made, setMade] = useState<{ of: Uint8Array; data?: Uint8Array; error?: LinkError }>()
  useEffect(() => {
    if (!encoding) return undefined
    let isCurrent = true
    at.utf8(data, encoding).then(
      (utf8) => isCurrent && setMade({ of: data, data: utf8 }),
      (e: unknown) => isCurrent && setMade({ of: data, error: explain(e) }),
    )
    return () => {
      isCurrent = false
    }
  }, [at, data, encoding])
  if (!encoding) return { data }
  return made?.of === data ? made : {}
}

export type { LookedAt } from './preview-client.ts'
export type { PreviewStart } from '~/nats/obj-preview.ts'
