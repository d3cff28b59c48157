import type { NatsConnection } from '@nats-io/transport-node'

export type RawMessage = { seq: number; subject: string; hdrs?: string; data?: string; time: string }

/** Every message of a stream as the server's API gives it, headers and payload as the base64 of what is stored. By sequence. */
export async function rawMessages(nc: NatsConnection, stream: string, first: number, last: number): Promise<RawMessage[]> {
  const found: RawMessage[] = []
  for (let at = first; at <= last; at += 200) {
    const seqs = Array.from({ length: Math.min(200, last - at + 1) }, (_, i) => at + i)
    const replies = await Promise.all(
      seqs.map(async (seq) =>
        (await nc.request(`$JS.API.STREAM.MSG.GET.${stream}`, JSON.stringify({ seq }), { timeout: 10_000 })).json<{
          message?: RawMessage
        }>(),
      ),
    )
    found.push(...replies.flatMap((r) => r.message ?? []))
  }
  return found
}

/** What makes two messages the same, wherever they are stored. */
export const contentOf = ({ subject, hdrs = '', data = '' }: RawMessage) => ({ subject, hdrs, data })
