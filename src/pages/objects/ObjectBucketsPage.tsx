import { TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, useMemo } from 'react'
import { originWords } from '~/components/kv/BucketTable.tsx'
import { CreateBucket } from '~/components/buckets/CreateBucket.tsx'
import { ObjectBucketTable } from '~/components/objects/ObjectBucketTable.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useObjectBuckets } from '~/hooks/objects.ts'
import { useStreamAdvisories } from '~/hooks/streams.ts'
import { count, plural } from '~/lib/format.ts'
import { cleanSearch, type ObjectBucketsSearch } from '~/lib/search.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

const CreateForm = lazy(() => import('~/components/object-buckets/CreateObjectBucketForm.tsx'))

const route = getRouteApi('/objects')

/** Every object store of the account. */
export default function ObjectBucketsPage() {
  const query = useObjectBuckets()
  useStreamAdvisories()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: { [K in keyof ObjectBucketsSearch]?: ObjectBucketsSearch[K] | undefined }) =>
    void navigate({ search: (old) => cleanSearch<ObjectBucketsSearch>({ ...old, ...change }), replace: true })
  const all = query.data?.buckets
  const shown = useMemo(() => all?.filter((b) => isShown(b, search.name)), [all, search.name])
  const failure = failureOf(query)
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>Objects</h1>
        <Staleness query={query} />
        <span className="push" />
        <CreateBucket Form={CreateForm} onShow={(bucket) => void navigate({ to: '/objects/$bucket', params: { bucket } })} />
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
        <EmptyState title="This account has no object store yet">
          A bucket keeps files of any size under their names, cut into chunks. Make one with Create bucket above, or with{' '}
          <code>nats object add NAME</code>; it appears here at once.
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState title="No bucket matches">{plural(all.length, 'bucket')} in all. Change the name above.</EmptyState>
      ) : (
        <ObjectBucketTable
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

function isShown(b: ObjBucket, name = ''): boolean {
  const wanted = name.trim().toLowerCase()
  return b.name.toLowerCase().includes(wanted) || originWords(b).toLowerCase().includes(wanted)
}
