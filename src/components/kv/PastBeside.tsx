import { Payloads } from '~/components/messages/Compare.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { count } from '~/lib/format.ts'
import type { PastKey } from '~/lib/kv/past.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import { operationWords } from './kv-words.ts'

const EMPTY = new Uint8Array()

type Props = {
  known: PastKey
  /** The value of then, if there was one that is kept. */
  old: KvEntry | null
  /** The newest revision; null when nothing is left of the key. */
  entry: KvEntry | null
  client: PayloadClient
}

/** The value of then beside the present one. */
export function PastBeside({ known: { before: then, doubt }, old, entry, client }: Props) {
  if (old && old.revision === entry?.revision) return <p role="status">The key has not changed since: it is the same revision.</p>
  const present = entry ? `revision ${count(entry.revision)}, ${operationWords(entry.operation, entry.marker)}` : 'no such key'
  const isInDoubt = !then && doubt !== undefined && doubt !== 'created'
  const before = old ? `revision ${count(old.revision)}` : isInDoubt ? 'not known' : 'no value'
  return (
    <section className="form" aria-label="Then and now">
      <div className="diff-heads dim">
        <span>Then: {before}</span>
        <span>Now: {present}</span>
      </div>
      <Payloads
        key={`${old?.revision} ${entry?.revision}`}
        a={old?.data ?? EMPTY}
        b={entry?.data ?? EMPTY}
        client={client}
        labelA="The value then"
        labelB="The value now"
      />
    </section>
  )
}
