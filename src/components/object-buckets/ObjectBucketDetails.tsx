import { BucketFacts } from '~/components/buckets/BucketFacts.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { copiesOf, discardsOld, placementWords } from '~/components/buckets/bucket-words.ts'
import { Fact } from '~/components/ui/Panel.tsx'
import { useObjectCount } from '~/hooks/objects.ts'
import { useStreams } from '~/hooks/streams.ts'
import { bytes, count, duration, percent, plural } from '~/lib/format.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { storesOf } from './object-bucket-words.ts'

/** The bucket in words: what it holds, what it keeps and where, as it is now. */
export function ObjectBucketDetails({ bucket: b, onClose }: { bucket: ObjBucket; onClose: () => void }) {
  const streams = useStreams().data?.streams
  const objects = useObjectCount(b).data
  const copies = streams && copiesOf(b.stream, streams)
  return (
    <Dialog onClose={onClose} size="lg" title={`Details of ${b.name}`}>
      <dl className="facts">
        <Fact name="Description">{b.description}</Fact>
        <Fact name="Objects">{objects === undefined ? undefined : `${count(objects)} names, deleted ones included`}</Fact>
        <Fact name="Size">
          {bytes(b.bytes)} ({count(b.bytes)} bytes) in {plural(b.messages, 'message')}
          {b.max_bytes === undefined ? '' : `, ${percent(b.bytes / b.max_bytes)} of what it may hold`}
        </Fact>
        <Fact name="Limit">
          {b.max_bytes === undefined
            ? 'No limit on its size'
            : `At most ${bytes(b.max_bytes)} (${count(b.max_bytes)} bytes); then ${discardsOld(b) ? 'the oldest chunks are removed' : 'uploads are refused'}`}
        </Fact>
        <Fact name="TTL">{b.ttl_ms === undefined ? 'Objects never go by age' : `Objects go after ${duration(b.ttl_ms)}`}</Fact>
        <Fact name="Storage">
          {b.storage === 'file' ? 'On disk' : 'In memory'}, {b.compression ? 'compressed (S2)' : 'not compressed'},{' '}
          {plural(b.num_replicas, 'replica')}
        </Fact>
        <Fact name="Placement">{placementWords(b)}</Fact>
        <Fact name="Reads">{b.allow_direct ? 'From any replica' : 'From its leader only'}</Fact>
        <Fact name="Copies">
          {b.mirror_of === undefined
            ? b.sources.length > 0 && `Also holds what is copied from ${b.sources.join(', ')}`
            : `A mirror of ${b.mirror_of}: objects are written there`}
        </Fact>
        <Fact name="Copied by">{copies && storesOf([...copies.mirrors, ...copies.sourced])}</Fact>
        <Fact name="Locks">
          {b.sealed
            ? 'Sealed: it can only be read'
            : [b.deny_delete && 'Messages cannot be deleted', b.deny_purge && 'Chunks cannot be purged: nothing can be deleted']
                .filter(Boolean)
                .join('; ')}
        </Fact>
        <BucketFacts bucket={b} />
      </dl>
    </Dialog>
  )
}
