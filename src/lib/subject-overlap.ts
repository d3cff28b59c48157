type Node = { subject?: string; next: Map<string, Node> }

/**
 * The first two of these subjects that some message could match both, the later one last; undefined when there are none. The same as
 * comparing each with each by `overlaps`, in time that grows with their number: a stream may have thousands.
 */
export function firstOverlap(subjects: readonly string[]): [earlier: string, later: string] | undefined {
  const root: Node = { next: new Map() }
  for (const subject of subjects) {
    const tokens = subject.split('.')
    const other = find(root, tokens, 0)
    if (other !== undefined) return [other, subject]
    let node = root
    for (const token of tokens) {
      const next: Node = node.next.get(token) ?? { next: new Map() }
      node.next.set(token, next)
      node = next
    }
    node.subject = subject
  }
  return undefined
}

function find(node: Node, tokens: readonly string[], at: number): string | undefined {
  const token = tokens[at]
  if (token === undefined) return node.subject
  const rest = node.next.get('>')
  if (rest) return rest.subject
  if (token === '>') return node.next.size > 0 ? anyOf(node) : undefined
  if (token !== '*') return via(node.next.get(token), tokens, at) ?? via(node.next.get('*'), tokens, at)
  for (const next of node.next.values()) {
    const found = find(next, tokens, at + 1)
    if (found !== undefined) return found
  }
  return undefined
}

const via = (next: Node | undefined, tokens: readonly string[], at: number) => next && find(next, tokens, at + 1)

function anyOf(node: Node): string | undefined {
  for (const next of node.next.values()) {
    const found = next.subject ?? anyOf(next)
    if (found !== undefined) return found
  }
  return undefined
}
