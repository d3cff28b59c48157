import { expose } from 'comlink'
import { connect, type Msg } from 'nats.ws'

/**
 * The baseline: what nats.ws itself reaches with a push consumer and flow control, counting messages and nothing else. In a
 * worker, as our tail and search are. Milliseconds from the dial to the last message.
 */
async function read(url: string, stream: string, count: number): Promise<number> {
  const started = performance.now()
  const nc = await connect({ servers: url, noAsyncTraces: true })
  const inbox = `_INBOX.bench${Math.random().toString(36).slice(2)}`
  const name = `bench_${Math.random().toString(36).slice(2)}`
  let received = 0
  const all = new Promise<void>((resolve) => {
    const onMessage = (m: Msg) => {
      if (m.reply?.startsWith('$JS.FC')) return nc.publish(m.reply)
      if (m.data.length > 0 && ++received === count) resolve()
    }
    nc.subscribe(inbox, { callback: (_, m) => onMessage(m) })
  })
  await nc.request(
    `$JS.API.CONSUMER.CREATE.${stream}.${name}`,
    JSON.stringify({
      stream_name: stream,
      config: {
        name,
        deliver_subject: inbox,
        deliver_policy: 'all',
        ack_policy: 'none',
        max_deliver: 1,
        flow_control: true,
        idle_heartbeat: 2e9,
        inactive_threshold: 10e9,
        mem_storage: true,
        num_replicas: 1,
      },
    }),
  )
  await all
  const ms = performance.now() - started
  await nc.request(`$JS.API.CONSUMER.DELETE.${stream}.${name}`)
  await nc.close()
  return ms
}

/**
 * Pulls `count` messages by nats.ws and acks them all: each confirmed (a request, as its own ackAck does) or each sent, and then a
 * flush. Milliseconds from the first ack to the last answer.
 */
async function acks(url: string, stream: string, count: number, confirmed: boolean): Promise<number> {
  const nc = await connect({ servers: url, noAsyncTraces: true })
  const name = `bench_${Math.random().toString(36).slice(2)}`
  const config = {
    name,
    deliver_policy: 'all',
    ack_policy: 'explicit',
    max_ack_pending: count,
    ack_wait: 600e9,
    inactive_threshold: 30e9,
  }
  await nc.request(`$JS.API.CONSUMER.CREATE.${stream}.${name}`, JSON.stringify({ stream_name: stream, config }))
  const inbox = `_INBOX.bench${Math.random().toString(36).slice(2)}`
  const messages: Msg[] = []
  const all = new Promise<void>((resolve) => {
    nc.subscribe(inbox, { callback: (_, m) => messages.push(m) === count && resolve() })
  })
  nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${name}`, JSON.stringify({ batch: count, expires: 30e9 }), { reply: inbox })
  await all
  const started = performance.now()
  if (confirmed) await Promise.all(messages.map((m) => nc.request(m.reply ?? '', '+ACK', { timeout: 30_000 })))
  else {
    for (const m of messages) nc.publish(m.reply ?? '', '+ACK')
    await nc.flush()
  }
  const ms = performance.now() - started
  await nc.request(`$JS.API.CONSUMER.DELETE.${stream}.${name}`)
  await nc.close()
  return ms
}

/**
 * The baseline of a watch: what nats.ws reaches with a push consumer that gives the newest entry of each key without its value,
 * counting keys and nothing else; or its own watch of the bucket, which has the values come. Milliseconds from the dial, to the
 * first entry and to the last.
 */
async function keys(url: string, bucket: string, count: number, how: 'headers' | 'values') {
  const started = performance.now()
  const nc = await connect({ servers: url, noAsyncTraces: true })
  let received = 0
  let first = 0
  const isLast = () => {
    if (received === 0) first = performance.now() - started
    return ++received === count
  }
  if (how === 'values') {
    const kv = await nc.jetstream().views.kv(bucket, { bindOnly: true })
    const watch = await kv.watch()
    for await (const _ of watch) if (isLast()) break
  } else {
    const inbox = `_INBOX.bench${Math.random().toString(36).slice(2)}`
    const all = new Promise<void>((resolve) => {
      const onMessage = (m: Msg) => {
        if (m.reply?.startsWith('$JS.FC')) return nc.publish(m.reply)
        if (m.reply && isLast()) resolve()
      }
      nc.subscribe(inbox, { callback: (_, m) => onMessage(m) })
    })
    const name = `bench_${Math.random().toString(36).slice(2)}`
    const config = {
      name,
      deliver_subject: inbox,
      deliver_policy: 'last_per_subject',
      filter_subject: `$KV.${bucket}.>`,
      headers_only: true,
      ack_policy: 'none',
      max_deliver: 1,
      flow_control: true,
      idle_heartbeat: 2e9,
      inactive_threshold: 10e9,
      mem_storage: true,
      num_replicas: 1,
    }
    const create = `$JS.API.CONSUMER.CREATE.KV_${bucket}.${name}`
    await nc.request(create, JSON.stringify({ stream_name: `KV_${bucket}`, config }))
    await all
  }
  const ms = performance.now() - started
  await nc.close()
  return { first, complete: ms }
}

const worker = { read, acks, keys }

export type BareWorker = typeof worker

expose(worker)
