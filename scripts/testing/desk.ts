import { Desk } from '../../src/nats/desk.ts'
import type { Connection } from '../../src/nats/connection.ts'
import type { DeskStart, DeskView } from '../../src/nats/desk-types.ts'
import type { HeldRow } from '../../src/nats/held.ts'
import { defaultRule, type Rule } from '../../src/lib/rule/rule.ts'
import { onEnd, until } from './harness.ts'
import type { Official } from './official.ts'

let streams = 0

/** A stream with so many messages on three subjects. */
export async function stream({ jsm, js }: Official, count: number, config: object = {}): Promise<string> {
  const name = `D${++streams}`
  // Servers of a cluster that has just begun may not have heard of each other.
  await until(() =>
    jsm.streams.add({ name, subjects: [`${name}.>`], allow_direct: true, ...config }).catch((e: Error) => {
      if (!/no suitable peers/.test(e.message)) throw e
    }),
  )
  for (let i = 1; i <= count; i++) await js.publish(`${name}.${i % 3}`, `message ${i}`)
  return name
}

export type Opened = { desk: Desk; view: () => DeskView; row: (seq: bigint) => HeldRow | undefined; name: string }

/** A desk as the worker opens it, and its rows by sequence. */
export function openDesk(
  c: Connection,
  name: string,
  start: DeskStart,
  retention: 'limits' | 'workqueue' | 'interest' = 'limits',
): Opened {
  const consumer = `desk_${Math.random().toString(36).slice(2, 8)}`
  const desk = new Desk(c, { name, retention }, start, consumer)
  onEnd(() => desk.stop())
  const view = () => desk.view('all', 0, 10_000)
  return { desk, view, row: (seq) => view().rows.find((r) => r.seq === seq), name: consumer }
}

export const rule = (change: Partial<Rule>): DeskStart => ({ kind: 'create', rule: { ...defaultRule, ...change } })
export const isOpen = (d: Opened) => until(() => d.view().stats.phase.at === 'open')
export const has = (d: Opened, count: number) => until(() => d.view().rows.length === count)
