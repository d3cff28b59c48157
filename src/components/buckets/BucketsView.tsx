import { TextInput } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { ListFooter } from '~/components/shared/ListFooter.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { plural } from '~/lib/format.ts'
import { originWords } from './bucket-words.ts'

type Named = { name: string; mirror_of?: string; sources: string[] }
type Found<B> = { buckets: B[]; missing: string[]; offline: { name: string; reason: string }[] }

type Props<B extends Named> = {
  title: string
  query: UseQueryResult<Found<B>>
  /** A part of the names that are shown. */
  filter: string | undefined
  onFilter: (part: string | undefined) => void
  create: ReactNode
  /** Said where there is none yet. */
  empty: { title: string; words: ReactNode }
  renderTable: (shown: B[], footer: ReactNode) => ReactNode
}

/** All buckets of a kind: how they are found, and what is said where there are none. */
export function BucketsView<B extends Named>({ title, query, filter, onFilter, create, empty, renderTable }: Props<B>) {
  const all = query.data?.buckets
  const shown = useMemo(() => all?.filter((b) => isShown(b, filter)), [all, filter])
  const failure = failureOf(query)
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>{title}</h1>
        <Staleness query={query} />
        <span className="push" />
        {create}
      </div>
      <div className="toolbar">
        <TextInput
          label="Name"
          placeholder="part of a name"
          type="search"
          value={filter ?? ''}
          onChange={(e) => onFilter(e.currentTarget.value || undefined)}
        />
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : !all || !shown ? (
        <Loading lines={12} label="Loading buckets" />
      ) : all.length === 0 ? (
        <EmptyState title={empty.title}>{empty.words}</EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState title="No bucket matches">{plural(all.length, 'bucket')} in all. Change the name above.</EmptyState>
      ) : (
        renderTable(shown, <ListFooter what="bucket" shown={shown.length} all={all.length} found={query.data} />)
      )}
    </div>
  )
}

function isShown(b: Named, part = ''): boolean {
  const wanted = part.trim().toLowerCase()
  return b.name.toLowerCase().includes(wanted) || originWords(b).toLowerCase().includes(wanted)
}
