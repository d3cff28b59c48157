import { AckPolicy, DeliverPolicy, DiscardPolicy, RetentionPolicy, StorageType, type JsMsg } from '@nats-io/jetstream'
import { headers } from '@nats-io/transport-node'
import { between, every, pick, type Clients } from './clients.ts'

const DAY = 86_400e9
const regions = ['eu', 'us', 'apac'] as const
const steps = ['created', 'paid', 'packed', 'shipped', 'returned'] as const
const sites = Array.from({ length: 12 }, (_, i) => `site-${String(i + 1).padStart(2, '0')}`)
const metrics = ['temperature', 'humidity', 'vibration', 'power'] as const
const names = ['Ada Novák', 'Søren Ørsted', '山田 太郎', 'Zoë Müller', 'José García', 'Žofie Černá'] as const

/** The streams of a small web shop, with a past. */
export async function fillStreams({ nc, js, jsm }: Clients): Promise<void> {
  await jsm.streams.add({
    name: 'ORDERS',
    description: 'Every order event of the shop, kept for a month',
    subjects: ['orders.>'],
    max_age: 30 * DAY,
    max_bytes: 512 * 1024 * 1024,
    allow_direct: true,
  })
  await jsm.streams.add({
    name: 'JOBS',
    description: 'Work for the image and mail workers; a message goes when it is done',
    subjects: ['jobs.>'],
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    max_msgs: 50_000,
    allow_direct: true,
  })
  await jsm.streams.add({
    name: 'NOTIFICATIONS',
    description: 'Kept until every subscriber has seen it',
    subjects: ['notify.>'],
    retention: RetentionPolicy.Interest,
    allow_direct: true,
  })
  await jsm.streams.add({
    name: 'TELEMETRY',
    description: 'Sensor readings, the newest 200,000',
    subjects: ['telemetry.*.*'],
    storage: StorageType.Memory,
    max_msgs: 200_000,
    allow_direct: true,
  })
  await jsm.streams.add({
    name: 'ORDERS_MIRROR',
    description: 'A copy for reports',
    mirror: { name: 'ORDERS' },
    allow_direct: true,
    mirror_direct: true,
  })

  await jsm.consumers.add('JOBS', {
    durable_name: 'worker',
    ack_policy: AckPolicy.Explicit,
    ack_wait: 5e9,
    max_deliver: -1,
    max_ack_pending: 100,
  })
  for (const name of ['mailer', 'push']) {
    await jsm.consumers.add('NOTIFICATIONS', { durable_name: name, ack_policy: AckPolicy.Explicit, ack_wait: 30e9 })
  }
  await jsm.consumers.add('ORDERS', {
    durable_name: 'billing',
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    filter_subject: 'orders.*.*.paid',
  })

  for (let i = 1; i <= 6000; i++) nc.publish(...order(i))
  for (let i = 1; i <= 30_000; i++) {
    nc.publish(...reading())
    if (i % 5000 === 0) await nc.flush()
  }
  for (let i = 1; i <= 400; i++)
    nc.publish(
      `jobs.${pick(['resize', 'thumbnail', 'mail'])}`,
      JSON.stringify({ job: i, file: `uploads/${between(1, 9999)}.jpg` }),
    )
  await js.publish('jobs.resize', JSON.stringify({ job: 'poison', file: 'uploads/broken.tiff', note: 'this one always fails' }))
  for (let i = 1; i <= 120; i++)
    nc.publish(`notify.${pick(['mail', 'push'])}`, JSON.stringify({ to: pick(names), text: 'Your order is on its way' }))
  await nc.flush()
}

let orders = 0

function order(n = 0): [string, string, { headers: ReturnType<typeof headers> }] {
  orders = Math.max(orders + 1, n)
  const region = pick(regions)
  const step = pick(steps)
  const h = headers()
  h.set('Nats-Msg-Id', `order-${orders}-${step}`)
  h.set('Trace-Id', Math.random().toString(16).slice(2, 18))
  const items = Array.from({ length: between(1, 4) }, () => ({
    sku: `SKU-${between(1000, 1200)}`,
    quantity: between(1, 5),
    price: between(199, 49_900) / 100,
  }))
  const body = {
    id: orders,
    reference: 9_007_199_254_740_993n,
    customer: pick(names),
    region,
    step,
    items,
    at: new Date().toISOString(),
  }
  // A reference beyond 2^53: what rounds integers shows a wrong one.
  const text = JSON.stringify(body, (_, v) => (typeof v === 'bigint' ? `#${v}` : v)).replace(/"#(\d+)"/, (_, d: string) =>
    String(BigInt(d) + BigInt(orders)),
  )
  return [`orders.${region}.${orders}.${step}`, text, { headers: h }]
}

function reading(): [string, string] {
  return [
    `telemetry.${pick(sites)}.${pick(metrics)}`,
    JSON.stringify({ value: between(0, 10_000) / 100, unit: 'raw', at: Date.now() }),
  ]
}

/** The shop goes on: orders come in, workers work, one job fails again and again. */
export function turnStreams({ nc, js }: Clients): () => void {
  const consume = async (stream: string, name: string, work: (m: JsMsg) => void) => {
    const consumer = await js.consumers.get(stream, name)
    await consumer.consume({ max_messages: 10, callback: work })
  }
  void consume('JOBS', 'worker', (m) => {
    if (m.string().includes('poison')) return // neither acked nor naked: comes again after ack_wait
    m.ack()
  }).catch(() => {})
  void consume('NOTIFICATIONS', 'mailer', (m) => m.ack()).catch(() => {})
  const stops = [
    every(400, () => nc.publish(...order())),
    every(50, () => {
      for (let i = 0; i < 10; i++) nc.publish(...reading())
    }),
    every(700, () =>
      nc.publish(`jobs.${pick(['resize', 'thumbnail', 'mail'])}`, JSON.stringify({ file: `uploads/${between(1, 9999)}.jpg` })),
    ),
    every(1500, () =>
      nc.publish(`notify.${pick(['mail', 'push'])}`, JSON.stringify({ to: pick(names), text: 'Your parcel has arrived' })),
    ),
  ]
  return () => stops.forEach((stop) => stop())
}
