import { getRouteApi, Link } from '@tanstack/react-router'
import { useMediaQuery } from '@mantine/hooks'
import { useCallback, useMemo, useState } from 'react'
import { BucketActions } from '~/components/buckets/BucketActions.tsx'
import { BulkMenu, ChosenKeys } from '~/components/kv/BulkMenu.tsx'
import { AsOfButton } from '~/components/kv/AsOfButton.tsx'
import { originWords } from '~/components/buckets/bucket-words.ts'
import { ChangeLog, type LogHold } from '~/components/kv/ChangeLog.tsx'
import { CreateKey } from '~/components/kv/CreateKey.tsx'
import { KeyList } from '~/components/kv/KeyList.tsx'
import { KeyToolbar, type SetSearch } from '~/components/kv/KeyToolbar.tsx'
import { UnsavedKeys } from '~/components/kv/UnsavedKeys.tsx'
import { useKeyChoice } from '~/components/kv/use-key-choice.ts'
import { PastBucket } from '~/components/kv/PastBucket.tsx'
import { ValuePane } from '~/components/kv/ValuePane.tsx'
import { WatchStatus } from '~/components/kv/WatchStatus.tsx'
import { ListAndPane } from '~/components/shared/ListAndPane.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useIsAlone } from '~/hooks/use-alone.ts'
import { useBranches } from '~/hooks/use-branches.ts'
import { useBucket } from '~/hooks/kv.ts'
import { useKvKeys } from '~/hooks/use-kv-keys.ts'
import { useSettled } from '~/hooks/use-settled.ts'
import { useTypedText } from '~/hooks/use-typed-text.ts'
import { useStreamAdvisories } from '~/hooks/streams.ts'
import { plural } from '~/lib/format.ts'
import { keyQueryOf } from '~/lib/kv/key-query.ts'
import { parseMoment } from '~/lib/kv/moment.ts'
import { cleanSearch, type KvBucketSearch } from '~/lib/search.ts'
import { splitFilters } from '~/lib/subjects.ts'
import type { Bucket } from '~/nats/kv-types.ts'

const route = getRouteApi('/kv/$bucket')

/** One bucket: its keys as they are now, and beside them the value of the open one. */
export default function BucketPage() {
  const { bucket: name } = route.useParams()
  const query = useBucket(name)
  useStreamAdvisories()
  const isSettled = useSettled()
  const failure = failureOf(query)
  const origin = query.data && originWords(query.data)
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>
          <Link to="/kv">Key-value</Link> <span className="mono">{name}</span>
        </h1>
        {origin && <span className="tag">{origin}</span>}
        <Staleness query={query} />
        <span className="push" />
        {query.data && (
          <Link to="/streams/$stream" params={{ stream: query.data.stream }}>
            Stream
          </Link>
        )}
        {query.data && isSettled && <BucketActions key={`actions of ${name}`} bucket={query.data} />}
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <Keys key={`${name} ${query.data.created}`} bucket={query.data} />
      ) : (
        <Loading lines={14} label="Loading the bucket" />
      )}
    </div>
  )
}

/** What changes the address, and by that what is shown. */
function useSet(): SetSearch {
  const navigate = route.useNavigate()
  return useCallback(
    (change, replace = false) =>
      void navigate({
        search: (old) => cleanSearch<KvBucketSearch>({ ...old, ...change }),
        replace,
      }),
    [navigate],
  )
}

/** The keys as they are now, or as they were: a look into the past leaves the watch and its log as they are. */
function Keys({ bucket }: { bucket: Bucket }) {
  const [search, set] = useTypedText(route.useSearch(), useSet())
  const { expanded, onToggle } = useBranches(search, set)
  const [paused, setPaused] = useState<LogHold>('newest')
  const filters = useMemo(() => splitFilters(search.filter ?? ''), [search.filter])
  const source = { stream: bucket.stream, created: bucket.created, prefix: bucket.prefix, filters }
  const query = useMemo(() => keyQueryOf(search, expanded), [search, expanded])
  const keys = useKvKeys(source, query, search.log ? paused : 'none', search.key)
  const choice = useKeyChoice(keys, query)
  const { view } = keys
  const isAlone = useIsAlone()
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const { key } = search
  const isOpen = key !== undefined
  const onOpen = useCallback((opened: string) => set({ key: opened, history: undefined }, isOpen), [set, isOpen])
  const onClose = () => set({ key: undefined, history: undefined })
  const keysShown = view?.stats.complete ? view.keys : undefined
  const { lend } = keys
  const [shown, isFound] = [view?.keys ?? 0, Boolean(search.text)]
  const footer = useMemo(
    () => (
      <>
        <span>
          {plural(shown, 'key')} {isFound ? 'found' : 'shown'}
        </span>
        <ChosenKeys choice={choice} />
      </>
    ),
    [shown, isFound, choice],
  )
  const isSettled = useSettled()
  // What the watch changes ten times a second is the list; the tools stay as they are.
  const tools = useMemo(
    () => (
      <KeyToolbar search={search} set={set}>
        {isSettled && (
          <>
            <AsOfButton bucket={bucket} search={search} set={set} />
            <CreateKey bucket={bucket} onMade={onOpen} />
            <UnsavedKeys bucket={bucket} onOpen={onOpen} />
            <BulkMenu bucket={bucket} keysShown={keysShown} lend={lend} query={query} choice={choice} />
          </>
        )}
      </KeyToolbar>
    ),
    [isSettled, search, set, bucket, onOpen, keysShown, lend, query, choice],
  )
  const { at } = search
  const past = useMemo(() => {
    const moment = at === undefined ? undefined : parseMoment(at)
    return moment === undefined ? undefined : <PastBucket bucket={bucket} moment={moment} search={search} set={set} />
  }, [at, bucket, search, set])
  if (past) return past
  return (
    <>
      {tools}
      {keys.failure && <ErrorNote error={keys.failure} />}
      <ListAndPane
        isAlone={isAlone}
        back="Back to keys"
        onClose={onClose}
        list={
          <div className="kv-list">
            {!view ? (
              <Loading lines={12} label="Loading the keys" />
            ) : (
              <>
                <WatchStatus stats={view.stats} />
                {view.stats.state === 'failed' && view.stats.error && <ErrorNote error={view.stats.error} />}
                {view.stats.state === 'deleted' ? (
                  <EmptyState title="The bucket has been deleted">
                    Its keys went with it. When a bucket of this name is made again, its keys appear here.
                  </EmptyState>
                ) : view.total === 0 ? (
                  <Nothing search={search} isComplete={view.stats.complete} keys={view.stats.keys} bucket={bucket.name} />
                ) : (
                  <KeyList
                    view={view}
                    isNarrow={isOpen || isSmall}
                    isAlone={isAlone}
                    keepPlace={search.sort !== 'changed'}
                    separator={search.tree}
                    open={key}
                    onOpen={onOpen}
                    onToggle={onToggle}
                    onVisible={keys.onVisible}
                    choice={choice}
                    footer={footer}
                  />
                )}
                {search.log && (
                  <ChangeLog
                    bucket={bucket.name}
                    isNarrow={isOpen || isSmall}
                    view={view}
                    shown={paused}
                    setShown={setPaused}
                    ndjson={keys.ndjson}
                    onOpen={onOpen}
                  />
                )}
              </>
            )}
          </div>
        }
        pane={
          isOpen ? (
            <ValuePane
              key={key}
              bucket={bucket}
              name={key}
              view={view}
              isBlind={keys.failure !== undefined}
              search={search}
              set={set}
              onClose={onClose}
            />
          ) : undefined
        }
      />
    </>
  )
}

type NothingProps = { search: KvBucketSearch; isComplete: boolean; keys: number; bucket: string }

/** Why there is nothing in the list. */
function Nothing({ search, isComplete, keys, bucket }: NothingProps) {
  if (!isComplete) return <Loading lines={12} label="Reading the keys" />
  if (keys > 0 || search.filter)
    return <EmptyState title="No key matches">{plural(keys, 'key')} came in. Change the filters above.</EmptyState>
  return (
    <EmptyState title="This bucket has no keys">
      Make one with New key above, or with <code>nats kv put {bucket} KEY VALUE</code>; it appears here at once.
    </EmptyState>
  )
}
