import { expect, test } from 'vitest'
import { lineageOf, partsWith, type Copying, type Origin } from './graph.ts'
import { layOut } from './layout.ts'

const from = (name: string, more: Partial<Origin> = {}): Origin => ({ name, lag: 0, active_ms: 10, ...more })
const stream = (name: string, ...sources: Origin[]): Copying => ({ name, sources })
const mirror = (name: string, of: Origin): Copying => ({ name, mirror: of, sources: [] })

/** Nothing is in the place of another, and every line that is not one back goes to the right. */
function check(streams: Copying[]) {
  const l = layOut(lineageOf(streams))
  const places = l.nodes.map((n) => `${n.layer} ${n.row}`)
  expect(new Set(places).size).toBe(places.length)
  const sorted = l.nodes.toSorted((a, b) => a.layer - b.layer || a.row - b.row)
  sorted.forEach((n, i) => {
    const above = sorted[i - 1]
    if (above?.layer === n.layer) expect(n.row - above.row).toBeGreaterThanOrEqual(1)
  })
  const at = new Map(l.nodes.map((n) => [n.id, n]))
  for (const line of l.lines) {
    if (line.isBack) expect(at.get(line.from)!.layer).toBeGreaterThanOrEqual(at.get(line.to)!.layer)
    else expect(at.get(line.from)!.layer).toBeLessThan(at.get(line.to)!.layer)
  }
  for (const n of l.nodes) {
    expect(n.row).toBeGreaterThanOrEqual(0)
    expect(n.row).toBeLessThan(l.rows)
    expect(n.layer).toBeLessThan(l.layers)
  }
  return l
}

test('only streams that take part are drawn, those of elsewhere and those that are missing too', () => {
  const streams = [
    stream('ALONE'),
    stream('A'),
    mirror('M', from('A', { lag: 3 })),
    stream('S', from('A'), from('A', { filter_subject: 'x' }), from('GONE', { error: 'stream not found' })),
    mirror('HUB', from('A', { external: '$JS.hub.API' })),
    mirror('ACC', from('A', { external: 'from.acc' })),
    mirror('SAME', from('A', { external: '$JS.leaf.API' })),
  ]
  const l = lineageOf(streams, 'leaf')
  expect(l.nodes.map((n) => [n.id, n.place])).toEqual([
    ['$JS.hub.API A', { elsewhere: 'domain hub' }],
    ['A', 'here'],
    ['ACC', 'here'],
    ['GONE', 'missing'],
    ['HUB', 'here'],
    ['M', 'here'],
    ['S', 'here'],
    ['SAME', 'here'],
    ['from.acc A', { elsewhere: 'another account, by from.acc' }],
  ])
  expect(lineageOf(streams, 'leaf', ['GONE']).nodes.find((n) => n.id === 'GONE')?.place).toBe('unseen')
  expect(l.edges).toHaveLength(7)
  expect(new Set(l.edges.map((e) => e.id)).size).toBe(7)
  expect(l.edges[0]).toMatchObject({ from: 'A', to: 'M', kind: 'mirror', lag: 3 })
  expect(l.edges.find((e) => e.error)).toMatchObject({ from: 'GONE', to: 'S', kind: 'source' })
  expect(partsWith(l, (name) => name === 'HUB').nodes.map((n) => n.id)).toEqual(['$JS.hub.API A', 'HUB'])
  expect(partsWith(l, (name) => name === 'M').edges).toHaveLength(5)
  expect(partsWith(l, () => false)).toEqual({ nodes: [], edges: [] })
})

test('origins are left of their copies, apart from others', () => {
  const l = check([stream('A'), mirror('B', from('A')), stream('C', from('A'), from('B')), mirror('Y', from('X'))])
  expect(Object.fromEntries(l.nodes.map((n) => [n.id, n.layer]))).toEqual({ A: 0, B: 1, C: 2, X: 0, Y: 1 })
  expect([l.layers, l.rows]).toEqual([3, 2])
  // Three origins: the copy is beside the one in the middle. Three copies: the origin is.
  const three = check([stream('T', from('A'), from('B'), from('C'))])
  expect(three.nodes.find((n) => n.id === 'T')!.row).toBe(1)
  const spread = check([mirror('A', from('O')), mirror('B', from('O')), mirror('C', from('O'))])
  expect(spread.nodes.find((n) => n.id === 'O')!.row).toBe(1)
  expect(layOut(lineageOf([stream('ALONE')]))).toEqual({ nodes: [], lines: [], layers: 0, rows: 0 })
})

test('circles of sources are drawn too', () => {
  const two = check([stream('A', from('B')), stream('B', from('A'))])
  expect(two.lines.filter((l) => l.isBack)).toHaveLength(1)
  const three = check([stream('A', from('C')), stream('B', from('A')), stream('C', from('B'), from('A'))])
  expect(three.lines.filter((l) => l.isBack)).toHaveLength(1)
  expect(check([stream('A', from('A'))]).lines[0]!.isBack).toBe(true)
})

test('a thousand streams, a long chain and a wide fan, are laid out in no time', () => {
  const chain = Array.from({ length: 500 }, (_, i) => stream(`C${i + 1}`, from(`C${i}`)))
  const fan = Array.from({ length: 500 }, (_, i) => mirror(`F${i}`, from('HUB')))
  const begun = performance.now()
  const l = check([...chain, ...fan])
  expect(performance.now() - begun).toBeLessThan(2000)
  expect([l.layers, l.nodes.length]).toEqual([501, 1002])
})
