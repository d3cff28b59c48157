import { RetentionPolicy, type StreamConfig } from '@nats-io/jetstream'
import { expect, test } from 'vitest'
import { configOf as serverConfig } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, official, ours, server } from '../../scripts/testing/harness.ts'
import { foreseen } from '../lib/rule/foreseen.ts'
import { configOf } from '../lib/rule/rule-config.ts'
import { ruleProblems } from '../lib/rule/rule-problems.ts'
import { defaultRule, type Rule } from '../lib/rule/rule.ts'
import { getAccount } from './account.ts'
import { createConsumer, deleteConsumer, listConsumers } from './consumers.ts'
import { toAppError } from './errors.ts'
import { getStream } from './streams.ts'

cleanUpAtEnd()

const extra = `accounts { A {
  jetstream { max_consumers: 3, max_ack_pending: 2000 }
  users: [{ user: a, password: a }]
} }`

type Other = { name: string; filters?: string[] }
const streams: [string, Partial<StreamConfig>, Other[]][] = [
  ['PLAIN', {}, [{ name: 'worker' }]],
  ['FULL', { max_consumers: 1 }, [{ name: 'worker' }]],
  ['FULLACCOUNT', {}, [{ name: 'a' }, { name: 'b' }, { name: 'c' }]],
  ['QUEUE', { retention: RetentionPolicy.Workqueue }, []],
  ['BUSYQUEUE', { retention: RetentionPolicy.Workqueue }, [{ name: 'worker' }]],
  ['SPLITQUEUE', { retention: RetentionPolicy.Workqueue }, [{ name: 'eu', filters: ['ROOT.eu.*'] }]],
  ['INTEREST', { retention: RetentionPolicy.Interest }, [{ name: 'worker' }]],
  ['SEALED', { sealed: true }, [{ name: 'worker' }]],
  ['SEALEDQUEUE', { retention: RetentionPolicy.Workqueue, sealed: true }, []],
  ['COPY', { mirror: { name: 'PLAIN' } }, [{ name: 'worker' }]],
  ['QUEUECOPY', { mirror: { name: 'PLAIN' }, retention: RetentionPolicy.Workqueue }, []],
  ['LIMITED', { consumer_limits: { max_ack_pending: 50, inactive_threshold: 30e9 } }, []],
]

const { maxAckPending: _, ...unlimited } = defaultRule
const rules: Rule[] = [
  defaultRule,
  unlimited,
  { ...defaultRule, maxAckPending: 3000 },
  { ...defaultRule, maxAckPending: 50, inactiveMs: 30_000 },
  { ...defaultRule, deliver: { from: 'last' } },
  { ...defaultRule, deliver: { from: 'last_per_subject' } },
  { ...defaultRule, deliver: { from: 'new' }, ack: 'none' },
  { ...defaultRule, ack: 'all', inactiveMs: 5000 },
  { ...defaultRule, filters: ['ROOT.us.*'] },
  { ...defaultRule, filters: ['ROOT.us.*', 'ROOT.eu.1'] },
  { ...defaultRule, filters: ['elsewhere'], headersOnly: true },
  { ...defaultRule, filters: ['ROOT.>', 'ROOT.eu'] },
  { ...defaultRule, durable: 'worker' },
  { ...defaultRule, durable: 'desk', keep: true, maxAckPending: 10 },
  { ...defaultRule, durable: 'a.b' },
  { ...defaultRule, backoffMs: [1000, 2000], maxDeliver: 1 },
  { ...defaultRule, backoffMs: [1000, 2000], maxDeliver: 2, replay: 'original' },
  { ...defaultRule, ackWaitMs: 1 },
]

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: what is foreseen is refused, and nothing else`, async () => {
    const s = await server({ config: serverConfig({ extra }) }, version)
    const user = { user: 'a', pass: 'a' }
    const conn = await ours(s, { auth: { kind: 'password', ...user } })
    const { jsm } = await official(s, user)
    const account = await getAccount(conn)
    for (const [name, { sealed, ...config }, others] of streams) {
      const rooted = (f: string) => f.replace('ROOT', name.toLowerCase())
      await jsm.streams.add({ name, ...(config.mirror ? {} : { subjects: [`${name.toLowerCase()}.>`] }), ...config })
      for (const other of others) {
        await createConsumer(conn, name, {
          name: other.name,
          ack_policy: 'explicit',
          filter_subjects: (other.filters ?? []).map(rooted),
        })
      }
      // None can be made so; the client's types leave it out.
      if (sealed) await jsm.streams.update(name, { sealed } as Partial<StreamConfig>)
      const stream = await getStream(conn, name)
      expect(stream.config.sealed).toBe(sealed ?? false)
      const { consumers } = await listConsumers(conn, name)
      for (const rule of rules.map((r) => ({ ...r, filters: r.filters.map(rooted) }))) {
        const label = `${name} ${JSON.stringify(rule)}`
        const expected = [
          ...Object.values(ruleProblems(rule)),
          ...foreseen({ rule, stream, consumers, account }).map((r) => r.message),
        ]
        const consumer = rule.durable ?? 'desk-1'
        const answer = await createConsumer(conn, name, configOf(rule, consumer)).then(
          () => 'made',
          (e: unknown) => toAppError(e).message,
        )
        expect(answer === 'made' ? [] : [answer], `${label}: foreseen ${expected.join(' | ')}`).toHaveLength(
          expected.length > 0 ? 1 : 0,
        )
        if (answer === 'made') await deleteConsumer(conn, name, consumer)
      }
    }
  })
}

test('a durable of the same name and configuration is refused though the server would take it', async () => {
  const s = await server()
  const [conn, { jsm }] = [await ours(s), await official(s)]
  await jsm.streams.add({ name: 'S', subjects: ['s'] })
  const rule: Rule = { ...defaultRule, durable: 'desk' }
  const stream = await getStream(conn, 'S')
  await createConsumer(conn, 'S', configOf(rule))
  await createConsumer(conn, 'S', configOf(rule))
  const { consumers } = await listConsumers(conn, 'S')
  expect(foreseen({ rule, stream, consumers })[0]?.inTheWay).toEqual([{ name: 'desk' }])
})
