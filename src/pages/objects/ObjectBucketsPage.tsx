import { getRouteApi } from '@tanstack/react-router'
import { lazy } from 'react'
import { BucketsView } from '~/components/buckets/BucketsView.tsx'
import { CreateBucket } from '~/components/buckets/CreateBucket.tsx'
import { ObjectBucketTable } from '~/components/objects/ObjectBucketTable.tsx'
import { useObjectBuckets } from '~/hooks/objects.ts'
import { useStreamAdvisories } from '~/hooks/streams.ts'
import { cleanSearch, type ObjectBucketsSearch } from '~/lib/search.ts'

const CreateForm = lazy(() => import('~/components/object-buckets/CreateObjectBucketForm.tsx'))

const route = getRouteApi('/objects')

/** Every object store of the account. */
export default function ObjectBucketsPage() {
  const query = useObjectBuckets()
  useStreamAdvisories()
  const { name, sort = 'name', desc = false } = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: { [K in keyof ObjectBucketsSearch]?: ObjectBucketsSearch[K] | undefined }) =>
    void navigate({ search: (old) => cleanSearch<ObjectBucketsSearch>({ ...old, ...change }), replace: true })
  return (
    <BucketsView
      title="Objects"
      query={query}
      filter={name}
      onFilter={(part) => set({ name: part })}
      create={
        <CreateBucket Form={CreateForm} onShow={(bucket) => void navigate({ to: '/objects/$bucket', params: { bucket } })} />
      }
      empty={{
        title: 'This account has no object store yet',
        words: (
          <>
            A bucket keeps files of any size under their names, cut into chunks. Make one with Create bucket above, or with{' '}
            <code>nats object add NAME</code>; it appears here at once.
          </>
        ),
      }}
      renderTable={(buckets, footer) => (
        <ObjectBucketTable
          buckets={buckets}
          sort={sort}
          desc={desc}
          onSort={(id, down) => set({ sort: id === 'name' ? undefined : id, desc: down || undefined })}
          footer={footer}
        />
      )}
    />
  )
}
