import { Fact } from '~/components/ui/Panel.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { useStreams } from '~/hooks/streams.ts'
import { bytes, count, percent } from '~/lib/format.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { BucketFacts } from './BucketFacts.tsx'
import * as words from './bucket-words.ts'

/** The bucket in words: what it holds, what it keeps and where, as it is now. */
export function BucketDetails({ bucket: b, onClose }: { bucket: Bucket; onClose: () => void }) {
  const streams = useStreams().data?.streams
  const copies = streams && words.copiesOf(b.stream, streams)
  const used = b.max_bytes === undefined ? '' : `, ${percent(b.bytes / b.max_bytes)} of what it may hold`
  return (
    <Dialog onClose={onClose} size="lg" title={`Details of ${b.name}`}>
      <dl className="facts">
        <Fact name="Description">{b.description}</Fact>
        <Fact name="Keys">{count(b.keys)}, those of which only a marker is left included</Fact>
        <Fact name="Values">{count(b.values)}, history and markers included</Fact>
        <Fact name="Size">
          {bytes(b.bytes)} ({count(b.bytes)} bytes){used}
        </Fact>
        <Fact name="History">{words.keepWords(b)}</Fact>
        <Fact name="TTL">{words.ttlWords(b)}</Fact>
        <Fact name="TTL per key">{words.keyTtlWords(b)}</Fact>
        <Fact name="Limits">{list(words.limitWords(b))}</Fact>
        <Fact name="Storage">{words.storageWords(b)}</Fact>
        <Fact name="Placement">{words.placementWords(b)}</Fact>
        <Fact name="Reads">{words.readWords(b)}</Fact>
        <Fact name="Republish">{words.republishWords(b)}</Fact>
        <Fact name="Copies">{words.copyWords(b)}</Fact>
        <Fact name="Copied by">{copies && words.namesOf([...copies.mirrors, ...copies.sourced])}</Fact>
        <Fact name="Locks">{list(words.lockWords(b))}</Fact>
        <BucketFacts bucket={b} />
      </dl>
    </Dialog>
  )
}

/** Nothing where there are none, so that the fact is left out. */
const list = (lines: string[]) =>
  lines.length > 0 ? (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  ) : undefined
