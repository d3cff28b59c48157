import { parseJson } from '~/lib/json.ts'
import type { Connection } from './connection.ts'
import { object, text } from './fields.ts'

export type Advisory = { type: string; stream?: string; consumer?: string; action?: string }

const decoder = new TextDecoder()

/**
 * Tells of streams and consumers that are created, changed or deleted (ADR-1 advisories, `$JS.EVENT.ADVISORY`). Best effort: a
 * user may lack the permission to listen, so a slow poll has to stand behind it. Returns the way to stop.
 */
export function watchAdvisories(conn: Connection, onAdvisory: (a: Advisory) => void): () => void {
  const stops = ['STREAM', 'CONSUMER'].map((kind) =>
    conn.subscribe(`$JS.EVENT.ADVISORY.${kind}.>`, {
      onMessage: (m) => {
        const body = object(parseJson(decoder.decode(m.data)))
        if (!body) return
        onAdvisory({
          type: text(body.type),
          ...(body.stream ? { stream: text(body.stream) } : {}),
          ...(body.consumer ? { consumer: text(body.consumer) } : {}),
          ...(body.action ? { action: text(body.action) } : {}),
        })
      },
      onError: () => {}, // no permission: the poll does it alone
    }),
  )
  return () => stops.forEach((stop) => stop())
}
