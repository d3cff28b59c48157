import { useCallback, useEffect, useRef, useState } from 'react'
import { count } from '~/lib/format.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import type { Seq } from '~/nats/types.ts'
import { operationWords } from './kv-words.ts'

const SHOWN_MS = 6000

/** What has just become of a key, and whether that was done here. */
export type Change = { words: string; isOwn: boolean }

/**
 * Says for a moment that the key that is looked at has changed, and to what. What was written here is told by `confirm`, with the
 * revision that the server gave it ("Saved", 12), and only confirmed; what others do is news.
 */
export function useChanges(entry: KvEntry | null | undefined, expired: KvEntry | undefined) {
  const [said, setSaid] = useState<Change>()
  const before = useRef(entry)
  const own = useRef<Seq>(undefined)
  useEffect(() => {
    const was = before.current
    if (entry !== undefined) before.current = entry
    if (was === undefined || entry === undefined || was?.revision === entry?.revision) return
    if (entry && entry.revision === own.current) return
    setSaid({ words: wordsFor(entry, expired), isOwn: false })
  }, [entry, expired])
  useEffect(() => {
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  const confirm = useCallback((done: string, revision: Seq) => {
    own.current = revision
    const words = `${done} as revision ${count(revision)}`
    const latest = before.current
    // Somebody may have been quicker than the server's word on ours.
    const isOvertaken = latest && latest.revision > revision
    setSaid(
      isOvertaken
        ? {
            words: `${words}. Since then: ${operationWords(latest.operation, latest.marker)}, ${revisionOf(latest)}`,
            isOwn: false,
          }
        : { words, isOwn: true },
    )
  }, [])
  return { said, confirm }
}

function wordsFor(entry: KvEntry | null, expired: KvEntry | undefined): string {
  if (entry === null) return expired ? 'The key has just expired' : 'The key has just gone'
  if (expired)
    return `Revision ${count(expired.revision)} has just expired: revision ${count(entry.revision)} is the latest again`
  return `Just now: ${operationWords(entry.operation, entry.marker)}, ${revisionOf(entry)}`
}

const revisionOf = (entry: KvEntry) => `revision ${count(entry.revision)}`
