import { ActionIcon, Tooltip } from '@mantine/core'
import { IconChevronsDown, IconChevronsUp } from '@tabler/icons-react'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { VirtualLines, type LinesHandle } from '~/components/ui/VirtualLines.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { nodesAt } from '~/lib/payload/find.ts'
import {
  canOpen,
  openedAtFirst,
  openedTo,
  revealed,
  rowOf,
  toggled,
  visibleNodes,
  type OpenNodes,
} from '~/lib/payload/tree-rows.ts'
import type { Tree } from '~/lib/payload/tree.ts'
import { FindBar, focusOnFind } from './FindBar.tsx'
import { NodeValue } from './NodeValue.tsx'
import { TreeRow } from './TreeRow.tsx'
import { useFind } from './use-find.ts'

/** A document as a tree. Up and Down move, Right opens and goes in, Left closes and goes out, Home and End, Page; Ctrl-F searches. */
export function JsonTree({ client, text, tree }: { client: PayloadClient; text: string; tree: Tree }) {
  const id = useId()
  const lines = useRef<LinesHandle>(null)
  const input = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState<OpenNodes>(() => openedAtFirst(tree))
  const [active, setActive] = useState(0)
  const rows = useMemo(() => visibleNodes(tree, open), [tree, open])
  const row = rowOf(rows, active)
  const node = rows[row] ?? 0

  const { query, setQuery, found } = useFind(client)
  const hits = useMemo(() => found && nodesAt(tree, found.hits), [tree, found])
  const [at, setAt] = useState(0)
  const goTo = (index: number) => {
    const hit = hits?.[index]
    if (hit === undefined) return
    setAt(index)
    setOpen((o) => revealed(tree, o, hit))
    setActive(hit)
  }
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- only a new result goes to its first hit
  useEffect(() => goTo(0), [hits])
  useEffect(() => lines.current?.show(row), [row])

  const toggle = (n: number, isOpen: boolean) => {
    setActive(n)
    setOpen((o) => toggled(o, n, isOpen))
  }
  const onKeyDown = (e: KeyboardEvent) => {
    const move = (to: number) => setActive(rows[Math.max(0, Math.min(rows.length - 1, to))] ?? 0)
    const page = lines.current?.page() ?? 10
    const opens = canOpen(tree, node)
    const steps: Record<string, () => void> = {
      ArrowDown: () => move(row + 1),
      ArrowUp: () => move(row - 1),
      PageDown: () => move(row + page),
      PageUp: () => move(row - page),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => (opens && !open[node] ? toggle(node, true) : opens && move(row + 1)),
      ArrowLeft: () => (opens && open[node] ? toggle(node, false) : setActive(Math.max(0, tree.parent[node] ?? 0))),
      Enter: () => opens && toggle(node, !open[node]),
      ' ': () => opens && toggle(node, !open[node]),
    }
    const step = e.ctrlKey || e.metaKey || e.altKey ? undefined : steps[e.key]
    if (!step) return
    e.preventDefault()
    step()
  }

  return (
    <div className="viewer" onKeyDown={(e) => focusOnFind(e, input.current)}>
      <FindBar
        input={input}
        query={query}
        onQuery={setQuery}
        total={hits?.length}
        more={found?.more ?? false}
        at={at}
        onMove={goTo}
      >
        <Tooltip label="Expand all">
          <ActionIcon variant="subtle" color="gray" aria-label="Expand all" onClick={() => setOpen(openedTo(tree, Infinity))}>
            <IconChevronsDown size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Collapse all">
          <ActionIcon variant="subtle" color="gray" aria-label="Collapse all" onClick={() => setOpen(openedTo(tree, 1))}>
            <IconChevronsUp size={16} />
          </ActionIcon>
        </Tooltip>
      </FindBar>
      <VirtualLines
        label="Payload"
        role="tree"
        className="json-tree"
        count={rows.length}
        handle={lines}
        active={`${id}-${node}`}
        onKeyDown={onKeyDown}
        renderLine={(n) => {
          const value = rows[n] ?? 0
          return (
            <TreeRow
              id={`${id}-${value}`}
              text={text}
              tree={tree}
              node={value}
              isOpen={open[value] === 1}
              isActive={value === node}
              query={query}
              onToggle={(isOpen) => toggle(value, isOpen)}
              onChoose={() => setActive(value)}
            />
          )
        }}
      />
      <NodeValue text={text} tree={tree} node={node} />
    </div>
  )
}
