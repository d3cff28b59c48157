import { beforeEach, expect, test } from 'vitest'
import { HeldMessages, MAX_ROWS } from './held.ts'
import type { RawMessage } from './session.ts'

let held: HeldMessages

beforeEach(() => {
  held = new HeldMessages({ ack: 'explicit', ackWaitMs: 1000, backoffMs: [] })
})

/** A delivery as a consumer makes it. Only what the rows read of it. */
function delivery(seq: number, consumerSeq: number, delivered = 1, data = `m${seq}`): RawMessage {
  const message: Pick<RawMessage, 'subject' | 'reply' | 'data' | 'headers'> = {
    subject: 'a.b',
    reply: `$JS.ACK.S.c.${delivered}.${seq}.${consumerSeq}.1700000000000000000.0`,
    data: new TextEncoder().encode(data),
    headers: () => [],
  }
  return message as RawMessage
}

const states = () => held.page('all', 0, 100).map((r) => [Number(r.seq), r.state])

test('a message that comes again is the same row, with its history', () => {
  held.take(delivery(7, 1), 100, 100)
  held.take(delivery(8, 2), 100, 100)
  expect(held.expire(1099, 1099)).toEqual([])
  expect(held.expire(1100, 1100).map((r) => r.seq)).toEqual([7n, 8n])
  expect(held.inHand).toBe(0)
  held.take(delivery(7, 3, 2), 1200, 1200)
  expect(states()).toEqual([
    [7, 'held'],
    [8, 'expired'],
  ])
  expect(held.get(7n)).toMatchObject({ consumerSeq: 3, delivered: 2, deadline: 2200 })
  expect(held.get(7n)?.history.map((h) => h.what)).toEqual(['delivered', 'deadline passed', 'delivered again (2)'])
  expect(held.tally).toMatchObject({ delivered: 3, redelivered: 1, expired: 2 })
})

test('progress moves the deadline from the moment it was sent; a delay says when it comes again', () => {
  held.take(delivery(1, 1), 0, 0)
  held.sending([1n])
  held.decided(1n, { kind: 'progress' }, 700, 700)
  expect(held.get(1n)).toMatchObject({ state: 'held', deadline: 1700 })
  held.sending([1n])
  held.decided(1n, { kind: 'nak', delayMs: 5000 }, 800, 800)
  expect(held.get(1n)).toMatchObject({ state: 'returned', again: 5800 })
  held.take(delivery(1, 2, 2), 5800, 5800)
  expect(held.get(1n)?.again).toBeUndefined()
})

test('a message that comes again while its ack is under way is acked all the same; a nak of the delivery before says nothing', () => {
  held.take(delivery(1, 1), 0, 0)
  held.sending([1n])
  held.take(delivery(1, 2, 2), 1000, 1000)
  held.decided(1n, { kind: 'nak' }, 900, 1010)
  expect(states()).toEqual([[1, 'held']])
  held.decided(1n, { kind: 'confirm' }, 900, 1010)
  expect(states()).toEqual([[1, 'confirmed']])
})

test('what failed is in hand again, or has run out meanwhile; what nobody knows is unknown', () => {
  for (const seq of [1, 2, 3]) held.take(delivery(seq, seq), 0, 0)
  held.sending([1n, 2n, 3n])
  held.failed(1n, 'refused', false, 500, 500)
  held.failed(2n, 'refused', false, 1500, 1500)
  held.failed(3n, 'lost', true, 500, 500)
  expect(states()).toEqual([
    [1, 'held'],
    [2, 'expired'],
    [3, 'unknown'],
  ])
  expect(held.get(1n)?.note).toBe('refused')
})

test('a new consumer may begin after the floor; what was decided above it comes again', () => {
  for (const seq of [3, 5, 6, 9]) held.take(delivery(seq, seq), 0, 0)
  expect(held.floor()).toBeUndefined()
  held.sending([3n, 6n])
  held.decided(3n, { kind: 'confirm' }, 1, 1)
  held.decided(6n, { kind: 'term', reason: 'x' }, 1, 1)
  expect(held.floor()).toBe(3n)
  expect(held.decidedAbove(3n)).toBe(1)
  held.sending([5n, 9n])
  held.decided(5n, { kind: 'ack' }, 1, 1)
  expect(held.floor()).toBe(6n) // what is still being sent is not decided
  held.decided(9n, { kind: 'ack' }, 1, 1)
  expect(held.floor()).toBe(9n)
})

test('the ack floor of the server settles what is at or below it', () => {
  for (const seq of [1, 2, 3]) held.take(delivery(seq, seq), 0, 0)
  held.doubt()
  held.settleBelow(2n, 10)
  expect(held.page('all', 0, 9).map((r) => [r.state, r.uncertain])).toEqual([
    ['confirmed', false],
    ['confirmed', false],
    ['held', true],
  ])
})

test('given up after the last delivery, by max deliver', () => {
  held.rules = { ack: 'explicit', ackWaitMs: 1000, backoffMs: [100, 200], maxDeliver: 2 }
  held.take(delivery(1, 1), 0, 0)
  expect(held.get(1n)?.deadline).toBe(100)
  held.expire(100, 100)
  held.take(delivery(1, 2, 2), 100, 100)
  expect(held.get(1n)?.deadline).toBe(300)
  held.expire(300, 300)
  expect(states()).toEqual([[1, 'given-up']])
})

test('returned at its last delivery, it does not come again', () => {
  held.rules = { ack: 'explicit', ackWaitMs: 1000, backoffMs: [], maxDeliver: 1 }
  held.take(delivery(1, 1), 0, 0)
  held.sending([1n])
  held.decided(1n, { kind: 'nak' }, 1, 1)
  expect(states()).toEqual([[1, 'given-up']])
})

test('choosing all takes what is in hand; giving back, what is surely so', () => {
  for (const seq of [1, 2, 3]) held.take(delivery(seq, seq), 0, 0)
  held.sending([1n])
  held.decided(1n, { kind: 'nak', delayMs: 9000 }, 1, 1)
  held.doubt()
  held.take(delivery(3, 4, 2), 500, 500)
  expect(held.seqs('all')).toEqual([2n, 3n])
  expect(held.certain()).toEqual([3n])
  expect(held.decidable([1n]).map((d) => d.seq)).toEqual([1n]) // by itself it still can be
})

test('rows are bounded: the oldest that are decided go, and are counted', () => {
  held.take(delivery(1, 1), 0, 0)
  for (let seq = 2; seq <= MAX_ROWS; seq++) {
    held.take(delivery(seq, seq), 0, 0)
    held.sending([BigInt(seq)])
    held.decided(BigInt(seq), { kind: 'ack' }, 0, 0)
  }
  held.take(delivery(MAX_ROWS + 1, MAX_ROWS + 1), 0, 0)
  expect(held.dropped).toBe(MAX_ROWS / 10)
  expect(held.count('all')).toBe(MAX_ROWS - MAX_ROWS / 10 + 1)
  expect(held.page('all', 0, 1)[0]?.seq).toBe(1n) // in hand: it stays
  expect(held.get(2n)).toBeUndefined()
})

test('the parts of the list', () => {
  for (const seq of [1, 2, 3]) held.take(delivery(seq, seq), 0, 0)
  held.sending([2n])
  held.decided(2n, { kind: 'confirm' }, 0, 0)
  expect([held.count('all'), held.count('hand'), held.count('done')]).toEqual([3, 2, 1])
  expect(held.seqs('all')).toEqual([1n, 3n])
  expect(held.page('done', 0, 5).map((r) => r.seq)).toEqual([2n])
  expect(held.message(1n)?.data).toEqual(new TextEncoder().encode('m1'))
})
