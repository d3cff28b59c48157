import { startTransition, useEffect, useState } from 'react'
import type { Opened, OpenOptions } from '~/lib/payload/open.ts'
import { PayloadClient } from './payload-client.ts'

/** One worker for as long as the component is on screen. */
export function usePayloadClient(): PayloadClient {
  const [client] = useState(() => new PayloadClient())
  useEffect(() => () => client.close(), [client])
  return client
}

export type OpenState = { state: 'opening' } | { state: 'open'; opened: Opened } | { state: 'failed'; message: string }

/** A payload made ready in the worker; nothing is done without `wanted`. */
export function useOpened(client: PayloadClient, data: Uint8Array, options: OpenOptions, wanted: boolean): OpenState {
  const [result, setResult] = useState<OpenState>({ state: 'opening' })
  const { view, stored, columns } = options
  useEffect(() => {
    if (!wanted) return undefined
    let isCurrent = true
    // Drawn in slices, so that no task of the page gets long.
    const settle = (state: OpenState) => isCurrent && startTransition(() => setResult(state))
    setResult({ state: 'opening' })
    client.open(data, { view, stored, columns }).then(
      (opened) => settle({ state: 'open', opened }),
      (e: unknown) => settle({ state: 'failed', message: (e as Error).message }),
    )
    return () => {
      isCurrent = false
    }
  }, [client, data, view, stored, columns, wanted])
  return result
}
