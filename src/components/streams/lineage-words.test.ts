import { expect, test } from 'vitest'
import type { LineageEdge } from '~/lib/lineage/graph.ts'
import { copyState, heardWords, shortState } from './lineage-words.ts'

const edge = (more: Partial<LineageEdge>): LineageEdge => {
  const { active_ms = 100, ...rest } = more
  return { id: '1', from: 'A', to: 'B', kind: 'mirror', name: 'A', lag: 0, active_ms, ...rest }
}

test('how a copy fares, in words', () => {
  const never: LineageEdge = { id: '1', from: 'A', to: 'B', kind: 'source', name: 'A', lag: 0 }
  expect(copyState(edge({}))).toEqual({ level: 'ok', text: 'Up to date' })
  expect(copyState(edge({ lag: 1 }))).toEqual({ level: 'ok', text: '1 message behind' })
  expect(copyState(edge({ lag: 1001 }))).toEqual({ level: 'attention', text: '1,001 messages behind' })
  expect(copyState(edge({ lag: 2, active_ms: 300_000 }))).toEqual({
    level: 'attention',
    text: 'Silent for 5m, then 2 messages behind',
  })
  expect(copyState(never)).toEqual({ level: 'attention', text: 'Has never heard from A' })
  expect(copyState(edge({ error: 'stream not found', external: '$JS.hub.API' }))).toEqual({
    level: 'danger',
    text: 'Cannot copy: there is no stream A behind $JS.hub.API',
  })
  expect(copyState(edge({ error: 'odd' })).text).toBe('Cannot copy: odd')
  expect([edge({}), edge({ lag: 5 }), edge({ active_ms: 61_000 }), edge({ error: 'x' }), never].map(shortState)).toEqual([
    '',
    '−5',
    'silent 1m 1s',
    'error',
    'never heard',
  ])
  expect([edge({}), edge({ active_ms: 90_000 }), never].map(heardWords)).toEqual(['just now', '1m 30s ago', 'never'])
})
