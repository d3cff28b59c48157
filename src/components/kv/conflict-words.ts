import { count } from '~/lib/format.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import { operationWords } from './kv-words.ts'

/** What a conflict is called, by how it came about. */
type Words = {
  notice: string
  /** Why Save is not open. */
  reason: string
  /** Heads of the three values. */
  base: string
  theirs: string
  /** What base and latest are compared for, and latest and typed. */
  change: string
  against: string
  /** The latest value, for those who do not see it. */
  value: string
  /** Gives up what was typed. */
  give: string
}

/**
 * The words for what stands between a draft and its being saved. Without a base it was typed for a former bucket of the name: an edit
 * begins with the revision that it is to replace.
 */
export function conflictWords(base: string | undefined, latest: KvEntry | null, hasExpired: boolean): Words {
  const now = latest ? `revision ${count(latest.revision)}, ${operationWords(latest.operation, latest.marker)}` : 'gone'
  const at = latest ? `revision ${count(latest.revision)}` : 'no revision'
  if (base === undefined) {
    return {
      notice: `This was typed before the bucket was made anew. In the new bucket the key is at ${at}.`,
      reason: 'The key has a revision in the new bucket: decide below first',
      base: 'Base: from the former bucket',
      theirs: `New bucket: ${now}`,
      change: 'What the new bucket has instead',
      against: 'The new bucket’s against yours',
      value: 'The value in the new bucket',
      give: 'Keep the new bucket’s, discard mine',
    }
  }
  const head = `Base: revision ${count(BigInt(base))}`
  const isMarked = latest?.marker === 'MaxAge'
  if (latest === null || isMarked) {
    const became = isMarked || hasExpired ? 'expired' : 'gone'
    return {
      notice: isMarked ? `The key has expired meanwhile: ${at} is its marker.` : `The key has ${became} meanwhile.`,
      reason: `The key has ${became}: decide below first`,
      base: head,
      theirs: isMarked ? `Now: ${now}` : `Now: ${became}`,
      change: became === 'expired' ? 'What has expired' : 'What has gone',
      against: 'What is left against yours',
      value: 'What is left',
      give: 'Discard mine',
    }
  }
  return {
    notice: `Somebody else changed this key: it is at ${at} now.`,
    reason: 'Somebody else changed the key: decide below first',
    base: head,
    theirs: `Theirs: ${now}`,
    change: 'What they changed',
    against: 'Theirs against yours',
    value: 'Their value',
    give: 'Take theirs, discard mine',
  }
}
