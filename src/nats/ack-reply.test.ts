import { expect, test } from 'vitest'
import { parseAckReply, scanAckReply, scanAckTime, timeOfNanos } from './ack-reply.ts'

const v1 = '$JS.ACK.ORDERS.c1.2.9007199254740995.7.1732545600123456789.41'
const v2 = '$JS.ACK._.hash.ORDERS.c1.2.12.7.1732545600123456789.41'

test('both versions of the reply are read, exactly', () => {
  const rest = { stream: 'ORDERS', consumer: 'c1', delivered: 2, consumerSeq: 7, timeNs: 1732545600123456789n, pending: 41 }
  expect(parseAckReply(v1)).toEqual({ ...rest, seq: 9007199254740995n })
  expect(parseAckReply(v2)).toEqual({ ...rest, seq: 12n })
  expect(parseAckReply(`${v2}.rnd`)).toEqual({ ...rest, seq: 12n })
  expect(parseAckReply('$JS.FC.ORDERS.c1.x')).toBeUndefined()
  expect(parseAckReply('_INBOX.a.b')).toBeUndefined()
})

test('the numbers of the fast way are those of the exact one', () => {
  const numbers = { consumerSeq: 0, seq: 0, pending: 0 }
  for (const reply of [v2, `${v2}.rnd`, '$JS.ACK.S.c.1.55.66.1732545600123456789.0']) {
    expect(scanAckReply(new TextEncoder().encode(reply), numbers)).toBe(true)
    const exact = parseAckReply(reply)
    expect(numbers).toEqual({ consumerSeq: exact?.consumerSeq, seq: Number(exact?.seq), pending: exact?.pending })
  }
  expect(scanAckReply(new TextEncoder().encode('$JS.FC.S.c.x'), numbers)).toBe(false)
})

test('the time is read exactly out of the bytes', () => {
  for (const reply of [v1, v2, `${v2}.rnd`]) {
    const time = { ms: 0, nanos: 0 }
    scanAckTime(new TextEncoder().encode(reply), time)
    expect(time).toEqual({ ms: 1732545600123, nanos: 456789 })
  }
})

test('nanoseconds become a time without losing a digit', () => {
  expect(timeOfNanos(1732545600123456789n)).toBe('2024-11-25T14:40:00.123456789Z')
  expect(timeOfNanos(1732545600000000001n)).toBe('2024-11-25T14:40:00.000000001Z')
})
