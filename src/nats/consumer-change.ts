import { isSameConfig, withChange, type ConfigChange } from '~/lib/consumer-config.ts'
import type { Connection } from './connection.ts'
import { getConsumer, updateConsumer, type ConsumerDetail } from './consumers.ts'
import { AppError } from './errors.ts'
import { object } from './fields.ts'
import type { JsonObject } from './types.ts'

/**
 * Changes fields of a consumer's configuration, if it is still the one that the operator was looking at (`base`): JetStream has no
 * compare-and-set for consumers, so it is read once more just before. Throws AppError conflict when somebody else changed it,
 * not-found when it is gone, bad-request with the server's words for what it does not let change.
 */
export async function changeConsumer(
  conn: Connection,
  stream: string,
  name: string,
  base: JsonObject,
  change: ConfigChange,
): Promise<ConsumerDetail> {
  const now = object((await getConsumer(conn, stream, name)).raw.config) ?? {}
  if (!isSameConfig(now, base)) {
    throw new AppError('conflict', 'Somebody else changed this consumer in the meantime; nothing was written', {
      next: 'Compare their change with yours, then decide',
    })
  }
  return updateConsumer(conn, stream, withChange(now, change), name)
}
