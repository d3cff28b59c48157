import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { ListAndPane } from '~/components/shared/ListAndPane.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useIsAlone } from '~/hooks/use-alone.ts'
import { useBranches } from '~/hooks/use-branches.ts'
import { useNow } from '~/hooks/use-now.ts'
import { usePast, type PastHook } from '~/hooks/use-past.ts'
import { plural } from '~/lib/format.ts'
import { keyQueryOf } from '~/lib/kv/key-query.ts'
import type { Moment } from '~/lib/kv/moment.ts'
import type { KvBucketSearch } from '~/lib/search.ts'
import { splitFilters } from '~/lib/subjects.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { useTimeStyle } from '~/stores/preferences.ts'
import { DifferenceList } from './DifferenceList.tsx'
import { KeyList } from './KeyList.tsx'
import { KeyToolbar, type SetSearch } from './KeyToolbar.tsx'
import { momentProblem, newestRevision } from './past-words.ts'
import { PastBanner } from './PastBanner.tsx'
import { PastKinds } from './PastKinds.tsx'
import { PastLimits } from './PastLimits.tsx'
import { PastPane } from './PastPane.tsx'
import { PastReading } from './PastReading.tsx'

type Props = { bucket: Bucket; moment: Moment; search: KvBucketSearch; set: SetSearch }

/** A bucket as it was at a moment: read once, marked as the past, and nothing in it can be written but an old value anew. */
export function PastBucket({ bucket, moment, search, set }: Props) {
  const style = useTimeStyle()
  const now = useNow(5000)
  const problem = momentProblem(moment, { ...bucket, newest: newestRevision(bucket) }, style, now)
  return (
    <>
      <PastBanner bucket={bucket} moment={moment} search={search} set={set} />
      {problem ? (
        <EmptyState title={problem}>Choose another moment, or go back to now.</EmptyState>
      ) : (
        <Keys bucket={bucket} moment={moment} search={search} set={set} />
      )}
    </>
  )
}

function Keys({ bucket, moment, search, set }: Props) {
  const { expanded, onToggle } = useBranches(search, set)
  const filters = useMemo(() => splitFilters(search.filter ?? ''), [search.filter])
  const { key, diff, kind, text = '' } = search
  const past = usePast(bucket, moment, filters, {
    ...(diff ? { differences: { text, ...(kind ? { kind } : {}) } } : { list: keyQueryOf(search, expanded) }),
    ...(key === undefined ? {} : { open: key }),
  })
  const { state, view } = past
  const isAlone = useIsAlone()
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const isOpen = key !== undefined
  const onOpen = (opened: string) => set({ key: opened, history: undefined }, isOpen)
  const onClose = () => set({ key: undefined, history: undefined, beside: undefined })
  const places = { isNarrow: isOpen || isSmall, isAlone, open: key, onOpen, onVisible: past.onVisible }
  return (
    <>
      <KeyToolbar search={search} set={set} list={diff ? 'differences' : 'then'} />
      <ListAndPane
        isAlone={isAlone}
        back="Back to keys"
        onClose={onClose}
        list={
          <div className="kv-list">
            {state.state === 'read' && view ? (
              <>
                <PastLimits bucket={bucket} summary={view.summary} at={state.at} again={past.again} />
                {diff && <PastKinds counts={view.summary.counts} past={past} kind={kind} set={set} />}
                {diff && view.differences ? (
                  view.differences.total === 0 ? (
                    <NoDifference search={search} />
                  ) : (
                    <DifferenceList
                      {...places}
                      rows={view.differences}
                      footer={<span>{plural(view.differences.total, 'key')} shown</span>}
                    />
                  )
                ) : !diff && view.list ? (
                  view.list.total === 0 ? (
                    <NoKeys search={search} keys={view.summary.live} />
                  ) : (
                    <KeyList
                      {...places}
                      view={view.list}
                      keepPlace={false}
                      separator={search.tree}
                      onToggle={onToggle}
                      footer={<span>{plural(view.list.keys, 'key')} shown</span>}
                      unknownTag="in doubt"
                    />
                  )
                ) : (
                  <Loading lines={12} label="Loading the keys" />
                )}
              </>
            ) : (
              <NotRead past={past} />
            )}
          </div>
        }
        pane={
          isOpen ? (
            <PastPane
              key={`${key} ${String(moment)}`}
              bucket={bucket}
              name={key}
              known={view?.open?.key === key ? view.open : undefined}
              search={search}
              set={set}
              onLatest={past.setLatest}
              onClose={onClose}
            />
          ) : undefined
        }
      />
    </>
  )
}

function NotRead({ past: { state, stop, again } }: { past: PastHook }) {
  const anew = (
    <p style={{ margin: '8px 0 0' }}>
      <Button variant="default" onClick={again}>
        Read again
      </Button>
    </p>
  )
  if (state.state === 'failed') return <ErrorNote error={state.error}>{anew}</ErrorNote>
  if (state.state === 'stopped')
    return <EmptyState title="Reading was cancelled">Nothing is shown of a past that is not wholly read.{anew}</EmptyState>
  return <PastReading progress={state.state === 'reading' ? state.progress : undefined} onCancel={stop} />
}

function NoKeys({ search, keys }: { search: KvBucketSearch; keys: number }) {
  if (keys > 0 || search.filter)
    return <EmptyState title="No key matches">{plural(keys, 'key')} had a value then. Change the filters above.</EmptyState>
  return <EmptyState title="No key had a value then, as far as is known">What is not known is told above.</EmptyState>
}

function NoDifference({ search }: { search: KvBucketSearch }) {
  const isAll = !search.kind && !search.text && !search.filter
  return isAll ? (
    <EmptyState title="Nothing has changed since">Every key that had a value then has the very same revision now.</EmptyState>
  ) : (
    <EmptyState title="No such difference">Choose another kind, or change the filters above.</EmptyState>
  )
}
