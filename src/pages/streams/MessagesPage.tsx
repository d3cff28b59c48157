import { getRouteApi, Link } from '@tanstack/react-router'
import { Button } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useCallback, useMemo, type ReactNode } from 'react'
import { FieldColumns } from '~/components/messages/FieldColumns.tsx'
import { LiveList } from '~/components/messages/LiveList.tsx'
import { MessageDetail } from '~/components/messages/MessageDetail.tsx'
import { MessageList } from '~/components/messages/MessageList.tsx'
import { MessageToolbar } from '~/components/messages/MessageToolbar.tsx'
import { PublishButton } from '~/components/publish/PublishButton.tsx'
import { SearchPanel } from '~/components/messages/SearchPanel.tsx'
import { ExportButton } from '~/components/stream-files/ExportButton.tsx'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { StreamHead } from '~/components/streams/StreamHead.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import type { Start, WindowState } from '~/hooks/message-window.ts'
import { useMessageWindow } from '~/hooks/messages.ts'
import { useStream } from '~/hooks/streams.ts'
import { useKeys } from '~/hooks/use-keys.ts'
import { cleanSearch, findSearch, type MessagesSearch } from '~/lib/search.ts'
import { hasOpenPopup } from '~/lib/focus.ts'
import { splitFilters } from '~/lib/subjects.ts'
import type { Seq, Stream } from '~/nats/types.ts'

const route = getRouteApi('/streams/$stream/messages')

export default function MessagesPage() {
  const { stream: name } = route.useParams()
  const query = useStream(name)
  const failure = failureOf(query)
  return (
    <div className="page fill">
      <StreamHead stream={name} shows="messages" query={query}>
        {query.data && <PublishButton stream={query.data} />}
        <Link to="/streams/$stream/replay" params={{ stream: name }}>
          Replay
        </Link>
      </StreamHead>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <Browser stream={query.data} />
      ) : (
        <Loading lines={12} label="Loading the stream" />
      )}
    </div>
  )
}

type Search = { [K in keyof MessagesSearch]?: MessagesSearch[K] | undefined }

function Browser({ stream }: { stream: Stream }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = useCallback(
    (change: Search, replace = false) =>
      void navigate({
        to: '/streams/$stream/messages',
        params: { stream: stream.name },
        search: (old) => cleanSearch<MessagesSearch>({ ...old, ...change }),
        replace,
      }),
    [navigate, stream.name],
  )
  const filters = useMemo(() => splitFilters(search.filter ?? ''), [search.filter])
  const fields = useMemo(() => (search.cols ?? '').split(',').filter((f) => f !== ''), [search.cols])
  const open = search.open === undefined ? undefined : BigInt(search.open)
  const isOpen = open !== undefined
  const onOpen = useCallback((seq: Seq) => set({ open: String(seq) }, isOpen), [set, isOpen])
  const searching = search.find !== undefined
  const view = { stream, search, set, filters, fields, open, onOpen }
  useKeys({ '/': () => set({ find: search.find ?? '' }) })
  return (
    <>
      {search.at === 'live' ? <Live {...view} /> : <Stored {...view} />}
      {searching && (
        <SearchPanel
          stream={stream}
          filters={filters}
          search={search}
          set={set}
          open={open}
          onOpen={(seq) =>
            set({ at: 'seq', seq: String(seq), time: undefined, open: String(seq) }, isOpen && search.at === 'seq')
          }
          onClose={() => set({ ...noSearch })}
        />
      )}
    </>
  )
}

const noSearch = Object.fromEntries(Object.keys(findSearch.shape).map((k) => [k, undefined]))

type ViewProps = {
  stream: Stream
  search: MessagesSearch
  set: (change: Search, replace?: boolean) => void
  filters: string[]
  fields: string[]
  open: Seq | undefined
  onOpen: (seq: Seq) => void
}

/** What the stream holds, from a chosen start. */
function Stored(props: ViewProps) {
  const { stream, search, set, filters } = props
  const descending = search.desc === true
  const window = useMessageWindow(stream, startOf(search), filters, descending)
  const onJump = useCallback((seq: Seq, byKey: boolean) => set({ at: 'seq', seq: String(seq), time: undefined }, byKey), [set])
  return (
    <>
      <Toolbar {...props} window={window.state} />
      <Split {...props}>
        <MessageList
          stream={stream}
          window={window}
          descending={descending}
          filters={filters}
          fields={props.fields}
          open={props.open}
          onOpen={props.onOpen}
          onJump={onJump}
        />
      </Split>
    </>
  )
}

/** What comes into the stream, as it comes. */
function Live(props: ViewProps) {
  const { search } = props
  const from = search.seq !== undefined ? { seq: BigInt(search.seq) } : search.time !== undefined ? { time: search.time } : 'now'
  return (
    <>
      <Toolbar {...props} window={undefined} />
      <Split {...props}>
        <LiveList {...props} from={from} />
      </Split>
    </>
  )
}

function Toolbar({ stream, search, set, fields, window }: ViewProps & { window: WindowState | undefined }) {
  return (
    <MessageToolbar window={window} search={search} set={set} stream={stream}>
      <FieldColumns fields={fields} set={(f) => set({ cols: f.length > 0 ? f.join(',') : undefined }, true)} />
      <Button
        variant="default"
        leftSection={<IconSearch size={15} />}
        aria-keyshortcuts="/"
        title="Search in this stream (/)"
        aria-expanded={search.find !== undefined}
        onClick={() => set(search.find === undefined ? { find: '' } : { ...noSearch })}
      >
        Search
      </Button>
      <ExportButton stream={stream.name} search={search} />
    </MessageToolbar>
  )
}

/** The list, and the open message beside it. */
function Split({ stream, search, set, open, children }: ViewProps & { children: ReactNode }) {
  const comparing = search.compare !== undefined && search.compare !== search.open
  return (
    <div
      className={open === undefined ? 'split single' : comparing ? 'split comparing' : 'split'}
      onKeyDown={(e) =>
        e.key === 'Escape' && !e.defaultPrevented && !hasOpenPopup() && open !== undefined && set({ open: undefined })
      }
    >
      {children}
      {open !== undefined && (
        <MessageDetail
          stream={stream}
          seq={open}
          search={search}
          onSearch={(change) => set(change, true)}
          onClose={() => set({ open: undefined })}
        />
      )}
    </div>
  )
}

function startOf({ at, seq, time }: MessagesSearch): Start {
  if (at === 'seq' && seq !== undefined) return { at, seq: BigInt(seq) }
  if (at === 'time' && time !== undefined) return { at, time }
  return at === 'last' ? { at } : { at: 'first' }
}
