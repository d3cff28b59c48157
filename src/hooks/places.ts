import { skipToken, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Place } from '~/lib/palette/find.ts'
import { paths } from '~/lib/paths.ts'
import { bucketOf, isBucketStream } from '~/nats/kv-bucket.ts'
import { isObjStream, objBucketOf } from '~/nats/obj-bucket.ts'
import type { LinkError } from '~/nats/types.ts'
import { useConn } from '~/stores/connection.ts'
import { streamListQuery } from './streams.ts'
import { explain } from './use-connection.ts'

/** Every stream and bucket as a place to go to; none without a connection. `isReading` until the first list is there. */
export function usePlaces(): { places: Place[]; isReading: boolean; error: LinkError | undefined } {
  const conn = useConn()
  const query = useQuery(conn ? streamListQuery(conn) : { queryKey: ['no connection'], queryFn: skipToken })
  const streams = query.data?.streams
  const places = useMemo(() => (streams ?? []).flatMap(({ name }) => placesOf(name)), [streams])
  return {
    places,
    isReading: conn !== undefined && query.isPending,
    error: query.error && !streams ? explain(query.error) : undefined,
  }
}

/** A bucket is a stream too, and can be looked at as one. */
function placesOf(stream: string): Place[] {
  const own: Place = {
    id: `stream ${stream}`,
    label: stream,
    kind: 'Stream',
    path: paths.stream(stream),
    parts: [
      { label: 'Messages', path: paths.messages(stream) },
      { label: 'Replay', path: paths.replay(stream) },
      { label: 'Consumers', path: paths.consumers(stream) },
    ],
  }
  const bucket = (name: string, kind: string, path: string): Place => ({
    id: `${kind} ${name}`,
    label: name,
    kind,
    path,
    parts: [],
  })
  if (isBucketStream(stream)) return [bucket(bucketOf(stream), 'Key-value bucket', paths.bucket(bucketOf(stream))), own]
  if (isObjStream(stream)) return [bucket(objBucketOf(stream), 'Object bucket', paths.objects(objBucketOf(stream))), own]
  return [own]
}
