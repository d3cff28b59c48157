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

const worker = { read, acks }

export type BareWorker = typeof worker

expose(worker)
