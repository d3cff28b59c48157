import { Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState, type ReactNode } from 'react'
import { ListFooter } from '~/components/shared/ListFooter.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { CreateStreamButton } from '~/components/stream-config/CreateStreamButton.tsx'
import { HalfMade } from '~/components/stream-files/HalfMade.tsx'
import { PublishButton } from '~/components/publish/PublishButton.tsx'
import { RestoreButton } from '~/components/stream-files/RestoreButton.tsx'
import { LineageView } from '~/components/streams/LineageView.tsx'
import { StreamTable } from '~/components/streams/StreamTable.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useStreamAdvisories, useStreams } from '~/hooks/streams.ts'
import { useRates } from '~/hooks/use-rates.ts'
import { plural } from '~/lib/format.ts'
import { cleanSearch, type StreamsSearch } from '~/lib/search.ts'
import { filterProblem, overlaps } from '~/lib/subjects.ts'
import { isSystemStream } from '~/lib/system-streams.ts'
import type { Stream } from '~/nats/types.ts'
import type { StreamList } from '~/nats/streams.ts'

const route = getRouteApi('/streams')

export default function StreamsPage() {
  const query = useStreams()
  useStreamAdvisories()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const rates = useRates(query.data?.streams, query.dataUpdatedAt)
  const shown = useMemo(() => query.data?.streams.filter((s) => isShown(s, search)), [query.data, search])
  const set = (change: Partial<StreamsSearch>) =>
    void navigate({ search: (old) => cleanSearch<StreamsSearch>({ ...old, ...change }), replace: true })

  /** A step of its own, so that Back closes the form. */
  const open = (isNew: true | undefined) =>
    void navigate({ search: (old) => cleanSearch<StreamsSearch>({ ...old, from: undefined, new: isNew }) })

  const failure = failureOf(query)
  const all = query.data?.streams
  const unseen = useMemo(() => unseenOf(query.data), [query.data])
  const hidden = all && !search.system ? all.filter((s) => isSystemStream(s.name)).length : 0
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>Streams</h1>
        <Staleness query={query} />
        <span className="push" />
        <CreateStreamButton
          isOpen={search.new === true}
          from={search.from}
          onOpen={() => open(true)}
          onClose={() => open(undefined)}
          onShow={(stream) => void navigate({ to: '/streams/$stream', params: { stream } })}
        />
        <PublishButton />
        <RestoreButton />
      </div>
      <HalfMade />
      <Filters search={search} set={set}>
        <SegmentedControl
          aria-label="Show streams as"
          data={[
            { value: 'list', label: 'List' },
            { value: 'copies', label: 'Replication' },
          ]}
          value={search.view ?? 'list'}
          onChange={(v) => set({ view: v === 'copies' ? v : undefined })}
        />
      </Filters>
      {failure ? (
        <ErrorNote error={failure} />
      ) : !all || !shown ? (
        <Loading lines={12} label="Loading streams" />
      ) : all.length === 0 ? (
        <EmptyState title="This account has no streams yet">
          A stream stores the messages of its subjects. Press Create stream above, or use <code>nats stream add</code>; it appears
          here at once.
        </EmptyState>
      ) : search.view === 'copies' ? (
        <LineageView
          streams={all}
          unseen={unseen}
          isWanted={(s) => isShown(s, { ...search, system: true })}
          isFiltered={search.name !== undefined || search.subject !== undefined}
        />
      ) : shown.length === 0 ? (
        <EmptyState title="No stream matches">
          {plural(all.length, 'stream')} in all{hidden > 0 && `, ${hidden} of them system streams, which are hidden`}. Change the
          filters above.
        </EmptyState>
      ) : (
        <StreamTable
          streams={shown}
          rates={rates}
          sort={search.sort ?? 'name'}
          desc={search.desc === true}
          onSort={(sort, desc) => set({ sort: sort === 'name' ? undefined : sort, desc: desc || undefined })}
          footer={
            <ListFooter what="stream" shown={shown.length} all={all.length} found={query.data}>
              {hidden > 0 && <span>{plural(hidden, 'system stream')} hidden</span>}
            </ListFooter>
          }
        />
      )}
    </div>
  )
}

type FiltersProps = {
  search: StreamsSearch
  set: (change: { [K in keyof StreamsSearch]?: StreamsSearch[K] | undefined }) => void
  children: ReactNode
}

function Filters({ search, set, children }: FiltersProps) {
  // What is typed stays as it is typed; only what makes sense filters.
  const [subject, setSubject] = useState(search.subject ?? '')
  const problem = subject === '' ? undefined : filterProblem(subject)
  return (
    <div className="toolbar">
      <TextInput
        label="Name"
        placeholder="part of a name"
        type="search"
        value={search.name ?? ''}
        onChange={(e) => set({ name: e.currentTarget.value || undefined })}
      />
      <TextInput
        label="Subject"
        placeholder="orders.eu.> or orders.*.new"
        type="search"
        className="mono-input"
        value={subject}
        error={problem}
        onChange={(e) => {
          const typed = e.currentTarget.value.trim()
          setSubject(e.currentTarget.value)
          if (typed === '' || !filterProblem(typed)) set({ subject: typed || undefined })
        }}
      />
      {search.view === undefined && (
        <Checkbox
          label="System streams"
          checked={search.system === true}
          onChange={(e) => set({ system: e.currentTarget.checked || undefined })}
          mb={6}
        />
      )}
      <span className="push" />
      {children}
    </div>
  )
}

function isShown(s: Stream, { name, subject, system }: StreamsSearch): boolean {
  if (!system && isSystemStream(s.name)) return false
  if (name && !s.name.toLowerCase().includes(name.trim().toLowerCase())) return false
  return !subject || s.config.subjects.some((own) => overlaps(own, subject))
}

const unseenOf = (list: StreamList | undefined) => (list ? [...list.missing, ...list.offline.map((o) => o.name)] : [])
