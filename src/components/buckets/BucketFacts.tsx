import { Time } from '~/components/shared/Time.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import type { Bucket } from '~/nats/kv-types.ts'

/** What buckets of keys and of objects are told alike: their notes, times and stream. */
export function BucketFacts({ bucket: b }: { bucket: Pick<Bucket, 'metadata' | 'created' | 'last_change' | 'stream'> }) {
  const metadata = Object.entries(b.metadata)
  return (
    <>
      <Fact name="Metadata">
        {metadata.length > 0 && (
          <ul className="plain-list">
            {metadata.map(([name, value]) => (
              <li key={name}>
                {name}={value}
              </li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact name="Created">
        <Time at={b.created} digits={0} />
      </Fact>
      <Fact name="Last change">{b.last_change ? <Time at={b.last_change} digits={0} /> : 'Never written'}</Fact>
      <Fact name="Stream">
        <span className="mono">{b.stream}</span>
      </Fact>
    </>
  )
}
