import { useEffect, useState } from 'react'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { bytesOf, type Content } from '~/lib/kv/content.ts'
import type { Merge } from '~/lib/kv/merge-sides.ts'

/** What was merged: what is typed or written meanwhile is not in it. */
export type Merging = { of: Content; theirs: Uint8Array; result: Merge | { problem: string } }

/** Merges what is typed with theirs, in the worker: large texts take a while. The merge before stays until there is a newer one. */
export function useMerge(
  client: PayloadClient,
  base: Uint8Array,
  theirs: Uint8Array | undefined,
  content: Content,
): Merging | undefined {
  const [merging, setMerging] = useState<Merging>()
  useEffect(() => {
    const read = bytesOf(content)
    if (!theirs || !('data' in read)) return undefined
    let isCurrent = true
    client.merge(base, theirs, read.data).then(
      (result) => isCurrent && setMerging({ of: content, theirs, result }),
      (e: unknown) => isCurrent && setMerging({ of: content, theirs, result: { problem: (e as Error).message } }),
    )
    return () => {
      isCurrent = false
    }
  }, [client, base, theirs, content])
  return merging
}
