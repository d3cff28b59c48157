import type { NatsConnection } from '@nats-io/transport-node'
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream'
import type { Kvm } from '@nats-io/kv'
import type { Objm } from '@nats-io/obj'

export type Clients = { nc: NatsConnection; js: JetStreamClient; jsm: JetStreamManager; kvm: Kvm; objm: Objm }

/** Repeats work until stopped; a failure (the server is going down) ends that turn only. */
export function every(ms: number, work: () => unknown): () => void {
  const timer = setInterval(() => {
    try {
      void Promise.resolve(work()).catch(() => {})
    } catch {
      // the connection is closed: the next turn, if there is one, tries again
    }
  }, ms)
  return () => clearInterval(timer)
}

export const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T // lists here are never empty
export const between = (low: number, high: number) => low + Math.floor(Math.random() * (high - low + 1))
