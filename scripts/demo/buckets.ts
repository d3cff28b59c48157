import type { KV } from '@nats-io/kv'
import { between, every, pick, type Clients } from './clients.ts'

export type Buckets = { settings: KV; sessions: KV; live: KV }

const areas = ['checkout', 'search', 'mail', 'billing', 'warehouse'] as const
const options = ['enabled', 'timeout_ms', 'retries', 'endpoint', 'flags'] as const

/** Settings with a history, sessions that expire each by itself, and one bucket that changes every second. */
export async function fillBuckets({ kvm }: Clients): Promise<Buckets> {
  const settings = await kvm.create('settings', { history: 20, description: 'Configuration of the services' })
  for (const environment of ['production', 'staging']) {
    for (const area of areas) {
      for (const option of options) {
        for (let i = 0; i < between(1, 6); i++) await settings.put(`${environment}.${area}.${option}`, valueOf(option))
      }
    }
  }
  await settings.delete('staging.mail.flags')

  const sessions = await kvm.create('sessions', {
    history: 1,
    description: 'Who is signed in; each entry has its own TTL',
    markerTTL: 60_000,
  })
  for (let i = 0; i < 200; i++) await openSession(sessions)

  const live = await kvm.create('live', { history: 5, description: 'Changes every second' })
  for (const site of ['prague', 'berlin', 'osaka']) await live.put(`${site}.visitors`, '0')
  return { settings, sessions, live }
}

function valueOf(option: (typeof options)[number]): string {
  const values = {
    enabled: pick(['true', 'false']),
    timeout_ms: String(between(1, 50) * 100),
    retries: String(between(0, 9)),
    endpoint: `https://${pick(['a', 'b', 'c'])}.internal.example:8443/v${between(1, 3)}`,
    flags: JSON.stringify({ beta: Math.random() < 0.5, share: between(0, 100) / 100, regions: ['eu', 'us'] }),
  }
  return values[option]
}

function openSession(sessions: KV) {
  const id = Math.random().toString(36).slice(2, 14)
  return sessions.create(
    `user.${between(1, 5000)}.${id}`,
    JSON.stringify({ since: new Date().toISOString(), agent: 'demo' }),
    `${between(60, 1800)}s`,
  )
}

export function turnBuckets({ settings, sessions, live }: Buckets): () => void {
  const stops = [
    every(1000, () => live.put(`${pick(['prague', 'berlin', 'osaka'])}.visitors`, String(between(0, 900)))),
    every(3000, () => openSession(sessions)),
    every(20_000, () => settings.put(`staging.${pick(areas)}.flags`, valueOf('flags'))),
  ]
  return () => stops.forEach((stop) => stop())
}
