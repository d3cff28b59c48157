import { Time } from '~/components/shared/Time.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import { useNow } from '~/hooks/use-now.ts'
import { bytes, count, duration } from '~/lib/format.ts'
import { expiryOf } from '~/lib/kv/expiry.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'
import { operationWords } from './kv-words.ts'

/** Revision, time, size, operation and what is left of the time to live. */
export function EntryFacts({ bucket, entry }: { bucket: Bucket; entry: KvEntry }) {
  const size = entry.data.length
  return (
    <dl className="facts">
      <Fact name="Revision">
        <span className="mono">{count(entry.revision)}</span>
      </Fact>
      <Fact name="Created">
        <span className="mono">
          <Time at={entry.created} digits={9} />
        </span>
      </Fact>
      <Fact name="Operation">{operationWords(entry.operation, entry.marker)}</Fact>
      <Fact name="Size">{size < 1000 ? `${count(size)} bytes` : `${bytes(size)} (${count(size)} bytes)`}</Fact>
      <TimeLeft bucket={bucket} entry={entry} />
    </dl>
  )
}

/** What is left of the key's own time to live or of the bucket's, whichever ends earlier. */
function TimeLeft({ bucket, entry }: { bucket: Bucket; entry: KvEntry }) {
  const expiry = expiryOf(entry, bucket)
  const now = useNow(expiry ? 1000 : undefined)
  if (!expiry) return null
  const left = expiry.at - now
  const whose = expiry.by === 'key' ? 'its own' : 'the age limit of the bucket'
  return (
    <Fact name="TTL left">
      {left > 0 ? duration(Math.ceil(left / 1000) * 1000) : 'about to expire'}{' '}
      <span className="dim">
        of {duration(expiry.of_ms)}, {whose}
      </span>
    </Fact>
  )
}
