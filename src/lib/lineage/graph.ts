/** What a stream copies from: lag in messages, milliseconds since the origin was last heard (absent = never). */
export type Origin = {
  name: string
  lag: number
  active_ms?: number
  filter_subject?: string
  error?: string
  /** The API prefix that it is reached by, in another domain or account. */
  external?: string
}
export type Copying = { name: string; mirror?: Origin; sources: Origin[] }

/** `here`: a stream of this account; `unseen`: one that could not be looked at; `missing`: none of those; else where it is, in words. */
export type LineageNode = { id: string; name: string; place: 'here' | 'unseen' | 'missing' | { elsewhere: string } }
export type LineageEdge = Origin & { id: string; from: string; to: string; kind: 'mirror' | 'source' }
export type Lineage = { nodes: LineageNode[]; edges: LineageEdge[] }

/**
 * Which streams copy which: those that take part alone. An edge goes as the messages do, from origin to copy. `domain`: that of the
 * connection; a prefix that names it leads to streams of this account. `unseen`: streams whose leader did not answer.
 */
export function lineageOf(streams: readonly Copying[], domain?: string, unseen: readonly string[] = []): Lineage {
  const nodes = new Map<string, LineageNode>()
  const edges: LineageEdge[] = []
  const names = new Set(streams.map((s) => s.name))
  const own = domain === undefined ? undefined : `$JS.${domain}.API`
  const placeHere = (name: string) => (names.has(name) ? 'here' : unseen.includes(name) ? 'unseen' : 'missing')
  const here = (name: string) => nodes.set(name, { id: name, name, place: placeHere(name) })
  for (const s of streams) {
    const origins = s.mirror ? [s.mirror] : s.sources
    origins.forEach((o, i) => {
      here(s.name)
      const prefix = o.external === own ? undefined : o.external
      // A stream's name has no space, so no other has this id.
      const from = prefix === undefined ? o.name : `${prefix} ${o.name}`
      if (prefix === undefined) here(o.name)
      else nodes.set(from, { id: from, name: o.name, place: { elsewhere: placeOf(prefix) } })
      edges.push({ ...o, id: `${s.name} ${i}`, from, to: s.name, kind: s.mirror ? 'mirror' : 'source' })
    })
  }
  return { nodes: [...nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), edges }
}

function placeOf(prefix: string): string {
  const domain = /^\$JS\.([^.]+)\.API$/.exec(prefix)?.[1]
  return domain ? `domain ${domain}` : `another account, by ${prefix}`
}

/** The parts that hang together with a stream that is wanted, whole. */
export function partsWith({ nodes, edges }: Lineage, isWanted: (name: string) => boolean): Lineage {
  const kept = new Set(
    partsOf(nodes, edges)
      .filter((part) => part.some((n) => isWanted(n.name)))
      .flat()
      .map((n) => n.id),
  )
  return { nodes: nodes.filter((n) => kept.has(n.id)), edges: edges.filter((e) => kept.has(e.to)) }
}

/** The nodes by parts that no edge connects, in the order of their first nodes. */
export function partsOf(nodes: readonly LineageNode[], edges: readonly LineageEdge[]): LineageNode[][] {
  const beside = new Map<string, string[]>(nodes.map((n) => [n.id, []]))
  for (const { from, to } of edges) {
    beside.get(from)?.push(to)
    beside.get(to)?.push(from)
  }
  const byId = new Map(nodes.map((n) => [n.id, n]))
  const seen = new Set<string>()
  const parts: LineageNode[][] = []
  for (const { id } of nodes) {
    if (seen.has(id)) continue
    const part = [id]
    seen.add(id)
    for (let i = 0; i < part.length; i++) {
      for (const next of beside.get(part[i]!) ?? []) {
        if (seen.has(next)) continue
        seen.add(next)
        part.push(next)
      }
    }
    parts.push(part.sort().map((p) => byId.get(p)!)) // the ids are those of nodes
  }
  return parts
}
