import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { pause } from '../../src/lib/pause.ts'

/** The official client: sets things up and checks the result independently of our code. */
export type Official = { nc: NatsConnection; js: JetStreamClient; jsm: JetStreamManager }

/**
 * Publishes messages and knows that all of them are stored. A server silently drops what is published without a reply when more
 * than some thousands wait to be stored, so every thousandth waits for its acknowledgement.
 */
export async function publishMany(
  { nc, js }: Pick<Official, 'nc' | 'js'>,
  count: number,
  subject: (i: number) => string,
  payload: (i: number) => string | Uint8Array = (i) => `m${i}`,
): Promise<void> {
  for (let i = 1; i <= count; i++) {
    if (i % 1000 === 0 || i === count) await js.publish(subject(i), payload(i))
    else nc.publish(subject(i), payload(i))
  }
}

/** Resolves when the client is connected again after a restart. Its own flush fails when a dial fails while it waits. */
export async function reconnected({ nc }: Pick<Official, 'nc'>): Promise<void> {
  while (
    !(await nc.flush().then(
      () => true,
      () => false,
    ))
  )
    await pause(20)
}
