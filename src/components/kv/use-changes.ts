import { useEffect, useRef, useState } from 'react'
import { count } from '~/lib/format.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import { operationWords } from './kv-words.ts'

const SHOWN_MS = 6000

/** Says for a moment that the key that is looked at has changed, and to what. */
export function useChanges(entry: KvEntry | null | undefined, expired: KvEntry | undefined): string | undefined {
  const [said, setSaid] = useState<string>()
  const before = useRef(entry)
  useEffect(() => {
    const was = before.current
    if (entry !== undefined) before.current = entry
    if (was === undefined || entry === undefined || was?.revision === entry?.revision) return
    setSaid(wordsFor(entry, expired))
  }, [entry, expired])
  useEffect(() => {
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  return said
}

function wordsFor(entry: KvEntry | null, expired: KvEntry | undefined): string {
  if (entry === null) return expired ? 'The key has just expired' : 'The key has just gone'
  if (expired)
    return `Revision ${count(expired.revision)} has just expired: revision ${count(entry.revision)} is the latest again`
  return `Just now: ${operationWords(entry.operation, entry.marker)}, revision ${count(entry.revision)}`
}
