import { getRouteApi } from '@tanstack/react-router'
import { lazy } from 'react'
import { BucketsView } from '~/components/buckets/BucketsView.tsx'
import { CreateBucket } from '~/components/buckets/CreateBucket.tsx'
import { BucketTable } from '~/components/kv/BucketTable.tsx'
import { useBuckets } from '~/hooks/kv.ts'
import { useStreamAdvisories } from '~/hooks/streams.ts'
import { cleanSearch, type KvSearch } from '~/lib/search.ts'

const CreateForm = lazy(() => import('~/components/buckets/CreateKvBucket.tsx'))

const route = getRouteApi('/kv')

/** Every bucket of the account. */
export default function BucketsPage() {
  const query = useBuckets()
  useStreamAdvisories()
  const { name, sort = 'name', desc = false } = route.useSearch()
  const navigate = route.useNavigate()
  const set = (change: { [K in keyof KvSearch]?: KvSearch[K] | undefined }) =>
    void navigate({ search: (old) => cleanSearch<KvSearch>({ ...old, ...change }), replace: true })
  return (
    <BucketsView
      title="Key-value"
      query={query}
      filter={name}
      onFilter={(part) => set({ name: part })}
      create={<CreateBucket Form={CreateForm} onShow={(bucket) => void navigate({ to: '/kv/$bucket', params: { bucket } })} />}
      empty={{
        title: 'This account has no buckets yet',
        words: (
          <>
            A bucket keeps the latest value of each of its keys, and as many older ones as its history says. Create one above, or
            with <code>nats kv add NAME</code>; it appears here at once.
          </>
        ),
      }}
      renderTable={(buckets, footer) => (
        <BucketTable
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
