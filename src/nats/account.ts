import { api } from './api.ts'
import type { Connection } from './connection.ts'
import { defined, limit, number, object, text } from './fields.ts'
import type { AccountInfo, JsonObject } from './types.ts'

/** What the account uses of JetStream, and may use ($JS.API.INFO). */
export async function getAccount(conn: Connection): Promise<AccountInfo> {
  const info = await api(conn, 'INFO')
  const calls = object(info.api) ?? {}
  return defined<AccountInfo>({
    memory: number(info.memory),
    storage: number(info.storage),
    streams: number(info.streams),
    consumers: number(info.consumers),
    limits: toLimits(object(info.limits)),
    domain: text(info.domain) || undefined,
    api: { level: number(calls.level), total: number(calls.total), errors: number(calls.errors) },
    tiers: Object.entries(object(info.tiers) ?? {}).map(([name, tier]) => {
      const t = object(tier) ?? {}
      return {
        name,
        memory: number(t.memory),
        storage: number(t.storage),
        streams: number(t.streams),
        limits: toLimits(object(t.limits)),
      }
    }),
  })
}

function toLimits(l: JsonObject = {}): AccountInfo['limits'] {
  return defined<AccountInfo['limits']>({
    max_memory: limit(l.max_memory),
    max_storage: limit(l.max_storage),
    max_streams: limit(l.max_streams),
    max_consumers: limit(l.max_consumers),
    max_ack_pending: limit(l.max_ack_pending),
  })
}
