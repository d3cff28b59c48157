import type { NatsConnection } from '@nats-io/transport-node'

type Meta = { config: { [key: string]: unknown }; state: { [key: string]: unknown } }

/** A snapshot by the server's own API, without any code of ours: what `nats stream backup` writes into its two files. */
export async function rawSnapshot(nc: NatsConnection, stream: string): Promise<Meta & { archive: Buffer }> {
  const inbox = `_INBOX.snapshot.${stream}.${Math.random().toString(36).slice(2)}`
  const chunks: Uint8Array[] = []
  const ended = new Promise<void>((resolve) => {
    const sub = nc.subscribe(inbox, {
      callback: (_, m) => {
        if (m.data.length === 0) {
          sub.unsubscribe()
          return resolve()
        }
        chunks.push(m.data.slice())
        if (m.reply) m.respond()
      },
    })
  })
  const reply = await nc.request(`$JS.API.STREAM.SNAPSHOT.${stream}`, JSON.stringify({ deliver_subject: inbox }), {
    timeout: 10_000,
  })
  const { config, state } = reply.json<Meta>()
  await ended
  return { config, state, archive: Buffer.concat(chunks) }
}

/** Begins a restore and leaves it after so many bytes, as a page does that is closed; gives where the chunks went. */
export async function leftRestore(
  nc: NatsConnection,
  { config, state, archive }: Meta & { archive: Buffer },
  bytes: number,
): Promise<string> {
  const reply = await nc.request(`$JS.API.STREAM.RESTORE.${String(config.name)}`, JSON.stringify({ config, state }), {
    timeout: 10_000,
  })
  const { deliver_subject: to } = reply.json<{ deliver_subject: string }>()
  for (let at = 0; at < bytes; at += 64 * 1024) await nc.request(to, archive.subarray(at, at + 64 * 1024), { timeout: 10_000 })
  return to
}

/** A restore as `nats stream restore` does it: `meta` as backup.json has it, the archive as it is. Throws what the server answers. */
export async function rawRestore(
  nc: NatsConnection,
  meta: Meta,
  archive: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const name = String(meta.config.name)
  type Answer = { deliver_subject?: string; error?: { description: string } }
  const say = async (subject: string, body: string | Uint8Array, timeout = 60_000) => {
    const { data } = await nc.request(subject, body, { timeout })
    const answer = (data.length > 0 ? JSON.parse(new TextDecoder().decode(data)) : {}) as Answer
    if (answer.error) throw new Error(answer.error.description)
    return answer
  }
  const { deliver_subject: to = '' } = await say(
    `$JS.API.STREAM.RESTORE.${name}`,
    JSON.stringify({ config: meta.config, state: meta.state }),
  )
  for await (const part of archive) {
    for (let at = 0; at < part.length; at += 512 * 1024) await say(to, part.subarray(at, at + 512 * 1024))
  }
  await say(to, '', 300_000)
}
