import { expect, test } from 'vitest'
import type { MessageRow } from '~/nats/message-row.ts'
import { withGaps } from './message-window.ts'

const row = (seq: bigint): MessageRow => ({ seq, subject: 's', time: '', headers: 0, size: 0, preview: '' })

test('runs of deleted messages become one line with their number', () => {
  const items = withGaps([row(1n), row(2n), row(5n), row(9007199254740993n)], false)
  expect(items.map((i) => (i.kind === 'gap' ? `gap ${i.deleted}` : i.row.seq))).toEqual([
    1n,
    2n,
    'gap 2',
    5n,
    'gap 9007199254740987',
    9007199254740993n,
  ])
})

test('with a filter, what is missing is not known to be deleted', () => {
  expect(withGaps([row(1n), row(5n)], true)).toHaveLength(2)
})
