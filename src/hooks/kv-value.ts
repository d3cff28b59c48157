import { ttlText } from '~/lib/kv/operation.ts'
import { sizeProblem } from '~/lib/kv/value-size.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { useConnection } from './use-connection.ts'

/** Says why a value of this size, written with these headers, would be refused by the bucket or the server. */
export function useSizeProblem(
  bucket: Bucket,
): (size: number, over: bigint, ttl_ms: number | undefined, kept?: readonly (readonly [string, string])[]) => string | undefined {
  const limits = { bucket: bucket.max_value_size, server: useConnection().server?.maxPayload }
  return (size, over, ttl_ms, kept = []) =>
    sizeProblem(
      size,
      [
        ['Nats-Expected-Last-Subject-Sequence', `${over}`],
        ...(ttl_ms === undefined ? [] : [['Nats-TTL', ttlText(ttl_ms)] as const]),
        ...kept,
      ],
      limits,
    )
}
