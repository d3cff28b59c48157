import { connect } from '@nats-io/transport-node'
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import { Objm } from '@nats-io/obj'
import { fillBuckets, turnBuckets } from './buckets.ts'
import { fillObjects } from './objects.ts'
import { fillStreams, turnStreams } from './streams.ts'

/**
 * Loads the demo data with the official client and keeps it moving. Returns the way to stop. All of it is written as an
 * application would: nothing here knows of Windsock.
 */
export async function startDemo(url: string): Promise<() => Promise<void>> {
  const nc = await connect({ servers: url, name: 'Windsock demo data' })
  const js = jetstream(nc)
  const clients = { nc, js, jsm: await jetstreamManager(nc), kvm: new Kvm(js), objm: new Objm(js) }
  await fillStreams(clients)
  const buckets = await fillBuckets(clients)
  await fillObjects(clients)
  const stops = [turnStreams(clients), turnBuckets(buckets)]
  return async () => {
    stops.forEach((stop) => stop())
    await nc.close()
  }
}
