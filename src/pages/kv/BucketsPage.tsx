import { TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, useMemo } from 'react'
import { CreateBucket } from '~/components/buckets/CreateBucket.tsx'
import { BucketTable, originWords } from '~/components/kv/BucketTable.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useBuckets } from '~/hooks/kv.ts'
import { useStreamAdvisories } from '~/hooks/streams.ts'
import { count, plural } from '~/lib/format.ts'
import { cleanSearch, type KvSearch } from '~/lib/search.ts'
import type { Bucket } from '~/nats/kv-types.ts'

const CreateForm = lazy(() => import('~/components/buckets/CreateKvBucket.tsx'))

const route = getRouteApi('/kv')

/** Every bucket of the account. */
export default function BucketsPage() {
  const query = useBuckets()
  useStreamAdvisories()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: { [K in keyof KvSearch]?: KvSearch[K] | undefined }) =>
    void navigate({ search: (old) => cleanSearch<KvSearch>({ ...old, ...change }), replace: true })
  const all = query.data?.buckets
  const shown = useMemo(() => all?.filter((b) => isShown(b, search.name)), [all, search.name])
  const failure = failureOf(query)
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>Key-value</h1>
        <Staleness query={query} />
        <span className="push" />
        <CreateBucket Form={CreateForm} onShow={(bucket) => void navigate({ to: '/kv/$bucket', params: { bucket } })} />
      </div>
      <div className="toolbar">
        <TextInput
          label="Name"
          placeholder="part of a name"
          type="search"
          value={search.name ?? ''}
          onChange={(e) => set({ name: e.currentTarget.value || undefined })}
        />
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : !all || !shown ? (
        <Loading lines={12} label="Loading buckets" />
      ) : all.length === 0 ? (
        <EmptyState title="This account has no buckets yet">
          A bucket keeps the latest value of each of its keys, and as many older ones as its history says. Create one above, or
          with <code>nats kv add NAME</code>; it appears here at once.
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState title="No bucket matches">{plural(all.length, 'bucket')} in all. Change the name above.</EmptyState>
      ) : (
        <BucketTable
          buckets={shown}
          sort={search.sort ?? 'name'}
          desc={search.desc === true}
          onSort={(sort, desc) => set({ sort: sort === 'name' ? undefined : sort, desc: desc || undefined })}
          footer={
            <>
              <span>
                {shown.length === all.length
                  ? plural(all.length, 'bucket')
                  : `${count(shown.length)} of ${plural(all.length, 'bucket')}`}
              </span>
              {query.data && query.data.missing.length > 0 && (
                <span className="danger">No answer from the leaders of {query.data.missing.join(', ')}</span>
              )}
              {query.data?.offline.map((o) => (
                <span key={o.name} className="danger">
                  {o.name} is offline: {o.reason}
                </span>
              ))}
            </>
          }
        />
      )}
    </div>
  )
}

function isShown(b: Bucket, name = ''): boolean {
  const wanted = name.trim().toLowerCase()
  return b.name.toLowerCase().includes(wanted) || originWords(b).toLowerCase().includes(wanted)
}
