import { canOpen, sizeInWords } from '~/lib/payload/tree-rows.ts'
import { isContainer, kindOf, type Tree } from '~/lib/payload/tree.ts'
import { Marked } from './Marked.tsx'

type Props = {
  id: string
  text: string
  tree: Tree
  node: number
  isOpen: boolean
  isActive: boolean
  query: string
  onToggle: (isOpen: boolean) => void
  onChoose: () => void
}

const INDENT = 16
/** Deeper levels are not indented further, but say how deep they are. */
const MAX_INDENT = 12
/** More of a value is shown below the tree, when it is chosen. */
const MAX_SHOWN = 300

/** One value: its key or index, and its literal as it is written, or what is in it. */
export function TreeRow({ id, text, tree, node, isOpen, isActive, query, onToggle, onChoose }: Props) {
  const depth = tree.depth[node] ?? 0
  const opens = canOpen(tree, node)
  return (
    // The tree has the focus and says which row is active: a row that is scrolled away would take the focus with it.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- aria-activedescendant instead
    <div
      id={id}
      className="tree-line"
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isActive}
      {...(opens ? { 'aria-expanded': isOpen } : {})}
      style={{ paddingLeft: 6 + Math.min(depth, MAX_INDENT) * INDENT }}
      onClick={onChoose}
      onDoubleClick={() => opens && onToggle(!isOpen)}
    >
      <span className="twist" aria-hidden onClick={() => opens && onToggle(!isOpen)} onDoubleClick={(e) => e.stopPropagation()}>
        {opens ? (isOpen ? '▾' : '▸') : ''}
      </span>
      {depth > MAX_INDENT && <span className="dim">{depth}· </span>}
      <Key text={text} tree={tree} node={node} query={query} />
      <Value text={text} tree={tree} node={node} isOpen={isOpen} query={query} />
    </div>
  )
}

function Key({ text, tree, node, query }: Pick<Props, 'text' | 'tree' | 'node' | 'query'>) {
  if ((tree.keyStart[node] ?? -1) >= 0)
    return (
      <>
        <span className="key">
          <Marked text={cut(text.slice(tree.keyStart[node], tree.keyEnd[node]))} query={query} />
        </span>
        <span className="dim">: </span>
      </>
    )
  const parent = tree.parent[node] ?? -1
  return parent >= 0 && kindOf(tree, parent) === 'array' ? <span className="dim">{tree.index[node]}: </span> : null
}

function Value({ text, tree, node, isOpen, query }: Pick<Props, 'text' | 'tree' | 'node' | 'isOpen' | 'query'>) {
  const kind = kindOf(tree, node)
  if (!isContainer(tree, node))
    return (
      <span className={`value ${kind}`}>
        <Marked text={cut(text.slice(tree.start[node], tree.end[node]))} query={query} />
      </span>
    )
  if (kind === 'tag')
    return <span className="value tag-of">tag {text.slice(tree.start[node], text.indexOf('(', tree.start[node]))}</span>
  const [left, right] = kind === 'object' ? '{}' : '[]'
  if (tree.children[node] === 0) return <span className="dim">{`${left}${right}`}</span>
  return (
    <span className="dim">
      {isOpen ? left : `${left}…${right}`} {sizeInWords(tree, node)}
    </span>
  )
}

function cut(literal: string): string {
  return literal.length > MAX_SHOWN ? `${literal.slice(0, MAX_SHOWN)}…` : literal
}
