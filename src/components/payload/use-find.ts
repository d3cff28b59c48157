import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import type { Found } from '~/lib/payload/find.ts'

export type Finding = {
  query: string
  setQuery: (query: string) => void
  /** Places in the text; absent while they are looked for. */
  found: Found | undefined
}

/** Searches the text that is open in the worker a moment after the last key. */
export function useFind(client: PayloadClient): Finding {
  const [query, setQuery] = useState('')
  const [settled] = useDebouncedValue(query, 120)
  const [found, setFound] = useState<Found>()
  useEffect(() => {
    let isCurrent = true
    setFound(undefined)
    if (settled === '') return undefined
    client.find(settled).then(
      (result) => isCurrent && setFound(result),
      () => {}, // the payload itself says when its worker has failed
    )
    return () => {
      isCurrent = false
    }
  }, [client, settled])
  return { query, setQuery, found: query === settled ? found : undefined }
}
