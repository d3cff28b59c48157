import { isContainer, kindOf, type Tree } from './tree.ts'

export type Pretty = {
  text: string
  /** It was longer than what may be shown. */
  cut: boolean
}

const MAX_CHARACTERS = 16 * 1024 * 1024
/** Indentation stops growing here, or deep nesting would square the size. */
const MAX_INDENT = 40

const brackets = { object: ['{', '}'], array: ['[', ']'] } as const

/**
 * The document indented. Its values are copied, never read: every literal, key order and repeated key stays as it is written.
 * Not recursive, so depth does not matter.
 */
export function pretty(source: string, tree: Tree, limit = MAX_CHARACTERS): Pretty {
  const out: string[] = []
  const open: { next: number; close: string; inline: boolean }[] = []
  let length = 0
  let indent = 0
  const put = (piece: string) => {
    out.push(piece)
    length += piece.length
  }
  const newline = () => put(`\n${'  '.repeat(Math.min(indent, MAX_INDENT))}`)
  for (let node = 0; node < tree.count && length < limit; node++) {
    const parent = open.at(-1)
    if (parent && !parent.inline) newline()
    if (tree.keyStart[node] !== -1) put(`${source.slice(tree.keyStart[node], tree.keyEnd[node])}: `)
    const kind = kindOf(tree, node)
    const next = tree.next[node] ?? 0
    if (kind === 'tag') {
      put(source.slice(tree.start[node], source.indexOf('(', tree.start[node]) + 1))
      open.push({ next, close: ')', inline: true })
    } else if (!isContainer(tree, node)) put(source.slice(tree.start[node], tree.end[node]))
    else {
      const [opening, close] = brackets[kind === 'object' ? 'object' : 'array']
      put(opening)
      const empty = tree.children[node] === 0
      if (!empty) indent++
      open.push({ next, close, inline: empty })
    }
    for (let top = open.at(-1); top?.next === node + 1; top = open.at(-1)) {
      open.pop()
      if (!top.inline) {
        indent--
        newline()
      }
      put(top.close)
    }
    // What follows in the same container.
    const around = open.at(-1)
    if (around && node + 1 < around.next && !justOpened(tree, node)) put(',')
  }
  return { text: out.join(''), cut: length >= limit || tree.cut }
}

/** Whether the value after this one is its first child, so that no comma stands between them. */
function justOpened(tree: Tree, node: number): boolean {
  return isContainer(tree, node) && (tree.children[node] ?? 0) > 0
}
