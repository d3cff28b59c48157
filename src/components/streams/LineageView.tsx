import { useRouter } from '@tanstack/react-router'
import { useDeferredValue, useMemo, type MouseEvent } from 'react'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { useAccount } from '~/hooks/streams.ts'
import { plural } from '~/lib/format.ts'
import { lineageOf, partsWith, type Lineage } from '~/lib/lineage/graph.ts'
import { layOut } from '~/lib/lineage/layout.ts'
import type { Stream } from '~/nats/types.ts'
import { LineagePicture } from './LineagePicture.tsx'
import { LineageTable } from './LineageTable.tsx'
import { copyState } from './lineage-words.ts'

const NOTHING: Lineage = { nodes: [], edges: [] }

type Props = {
  streams: Stream[]
  /** Those that could not be looked at: what they copy is not known. */
  unseen: string[]
  isWanted: (stream: Stream) => boolean
  isFiltered: boolean
}

/** Which streams mirror or source which, as a picture and as a table, with how far behind each copy is. */
export function LineageView({ streams, unseen, isWanted, isFiltered }: Props) {
  const { history } = useRouter()
  const domain = useAccount().data?.domain
  const all = useMemo(() => lineageOf(streams, domain, unseen), [streams, domain, unseen])
  const shown = useMemo(() => {
    const wanted = new Set(streams.filter(isWanted).map((s) => s.name))
    return isFiltered ? partsWith(all, (name) => wanted.has(name)) : all
  }, [all, streams, isWanted, isFiltered])
  // Drawn in slices, so that hundreds of streams are no long task.
  const drawn = useDeferredValue(shown, NOTHING)
  const layout = useMemo(() => layOut(drawn), [drawn])
  if (all.edges.length === 0)
    return (
      <EmptyState title="No stream copies another">
        A mirror is a whole copy of one stream, a source a part of what a stream is made from. Create a stream with either, and it
        is drawn here with how far behind it is.
      </EmptyState>
    )
  if (shown.edges.length === 0)
    return (
      <EmptyState title="No stream matches">Of those that copy or are copied, none does. Change the filters above.</EmptyState>
    )
  // One handler for all links: the router's own component, hundreds of times, is too much work for every poll.
  const follow = (e: MouseEvent) => {
    const href = (e.target as Element).closest('a')?.getAttribute('href')
    if (!href || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return // a new tab is the browser's affair
    e.preventDefault()
    history.push(href)
  }
  const states = shown.edges.map(copyState)
  const failing = states.filter((s) => s.level === 'danger').length
  const worth = states.filter((s) => s.level === 'attention').length
  return (
    <div className="lineage" onClick={follow}>
      <p className="form-note">
        {plural(shown.edges.length, 'copy', 'copies')} among {plural(shown.nodes.length, 'stream')}
        {failing > 0 && <span className="danger">, {failing} failing</span>}
        {worth > 0 && <span className="attention">, {worth} behind or silent</span>}. Messages go from left to right; a mirror has
        a whole line, a source a broken one.
        {unseen.length > 0 && (
          <span className="attention">
            {' '}
            What {plural(unseen.length, 'stream')} copy that could not be looked at is not known.
          </span>
        )}
      </p>
      {layout.layers > 0 && <LineagePicture layout={layout} />}
      <LineageTable lineage={drawn} />
    </div>
  )
}
