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

const worker = { read }

export type BareWorker = typeof worker

expose(worker)
