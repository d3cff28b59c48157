import { partsOf, type Lineage, type LineageEdge, type LineageNode } from './graph.ts'

/** `layer` counts from the left, `row` from the top; a row may be a fraction. */
export type Placed = LineageNode & { layer: number; row: number }
/** `isBack`: it closes a circle, and so goes from right to left (or to itself). */
export type Line = LineageEdge & { isBack: boolean }
export type Layout = { nodes: Placed[]; lines: Line[]; layers: number; rows: number }

/**
 * Origins left, copies right of them, each as far left as its origins let it; parts that have nothing to do with each other below one
 * another. Circles of sources are opened at one line each. Takes time in proportion to nodes and edges.
 */
export function layOut({ nodes, edges }: Lineage): Layout {
  const back = backEdges(nodes, edges)
  const forward = edges.filter((e) => !back.has(e))
  const layer = layersOf(nodes, forward)
  const placed: Placed[] = []
  let top = 0
  for (const part of partsOf(nodes, edges)) {
    const rows = rowsOf(part, forward, layer)
    const first = Math.min(...rows.values())
    for (const n of part) placed.push({ ...n, layer: layer.get(n.id)!, row: top + rows.get(n.id)! - first })
    top += Math.ceil(Math.max(...rows.values()) - first) + 1
  }
  return {
    nodes: placed,
    lines: edges.map((e) => ({ ...e, isBack: back.has(e) })),
    layers: Math.max(0, ...layer.values()) + (nodes.length > 0 ? 1 : 0),
    rows: top,
  }
}

function byEnd(edges: readonly LineageEdge[], end: 'from' | 'to'): Map<string, LineageEdge[]> {
  const found = new Map<string, LineageEdge[]>()
  for (const e of edges) {
    const list = found.get(e[end])
    if (list) list.push(e)
    else found.set(e[end], [e])
  }
  return found
}

/** Edges that lead back to a node which is on the way to them. Without recursion: a chain may be long. */
function backEdges(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Set<LineageEdge> {
  const out = byEnd(edges, 'from')
  const state = new Map<string, 'on the way' | 'done'>()
  const back = new Set<LineageEdge>()
  for (const { id } of nodes) {
    if (state.has(id)) continue
    const way = [{ id, next: 0 }]
    state.set(id, 'on the way')
    for (let at = way.at(-1); at; at = way.at(-1)) {
      const e = out.get(at.id)?.[at.next++]
      if (!e) {
        state.set(at.id, 'done')
        way.pop()
      } else if (state.get(e.to) === 'on the way') back.add(e)
      else if (!state.has(e.to)) {
        state.set(e.to, 'on the way')
        way.push({ id: e.to, next: 0 })
      }
    }
  }
  return back
}

/** The longest way from a node without origins. */
function layersOf(nodes: readonly LineageNode[], forward: readonly LineageEdge[]): Map<string, number> {
  const out = byEnd(forward, 'from')
  const open = new Map<string, number>(nodes.map((n) => [n.id, 0]))
  for (const e of forward) open.set(e.to, open.get(e.to)! + 1)
  const layer = new Map<string, number>(nodes.map((n) => [n.id, 0]))
  const ready = nodes.filter((n) => open.get(n.id) === 0).map((n) => n.id)
  for (let i = 0; i < ready.length; i++) {
    const id = ready[i]!
    for (const { to } of out.get(id) ?? []) {
      layer.set(to, Math.max(layer.get(to)!, layer.get(id)! + 1))
      open.set(to, open.get(to)! - 1)
      if (open.get(to) === 0) ready.push(to)
    }
  }
  return layer
}

/** The nodes of a layer in the order of how high their origins are on average. */
function rowsOf(part: readonly LineageNode[], forward: readonly LineageEdge[], layer: Map<string, number>): Map<string, number> {
  const into = byEnd(forward, 'to')
  const rows = new Map<string, number>()
  const last = Math.max(...part.map((n) => layer.get(n.id)!))
  for (let l = 0; l <= last; l++) {
    const wanted = part
      .filter((n) => layer.get(n.id) === l)
      .map((n, i) => {
        const origins = (into.get(n.id) ?? []).map((e) => rows.get(e.from)).filter((r) => r !== undefined)
        return { id: n.id, at: origins.length > 0 ? origins.reduce((a, b) => a + b, 0) / origins.length : i }
      })
      .sort((a, b) => a.at - b.at)
    // Without gaps, and around the height that they want together: the copies of one origin spread above and below it.
    const middle = wanted.reduce((sum, w) => sum + w.at, 0) / (wanted.length || 1)
    wanted.forEach((w, i) => rows.set(w.id, middle - (wanted.length - 1) / 2 + i))
  }
  return rows
}
