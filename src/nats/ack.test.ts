import { expect, test } from 'vitest'
import { decisionBytes } from './ack.ts'

test.each([
  [{ kind: 'ack' }, '+ACK'],
  [{ kind: 'confirm' }, '+ACK'],
  [{ kind: 'nak' }, '-NAK'],
  [{ kind: 'nak', delayMs: 1500 }, '-NAK {"delay":1500000000}'],
  [{ kind: 'progress' }, '+WPI'],
  [{ kind: 'term' }, '+TERM'],
  [{ kind: 'term', reason: 'rozbitá' }, '+TERM rozbitá'],
] as const)('%j on the wire', (decision, text) => {
  expect(new TextDecoder().decode(decisionBytes(decision))).toBe(text)
})
