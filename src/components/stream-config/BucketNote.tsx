import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'

/** Under a stream that carries a bucket, or would: where a bucket is made and changed without breaking its rules. */
export function BucketNote({ name, isNew }: { name: string; isNew: boolean }) {
  const m = /^(KV|OBJ)_(.+)$/.exec(name)
  if (!m) return null
  const [, kind, bucket = ''] = m
  const to = kind === 'KV' ? (isNew ? '/kv' : '/kv/$bucket') : isNew ? '/objects' : '/objects/$bucket'
  const what = kind === 'KV' ? 'a bucket of keys' : 'a bucket of objects'
  return (
    <Alert
      color="yellow"
      variant="outline"
      title={`A stream named ${kind}_… is ${what}`}
      styles={{ title: { color: 'var(--attention)' } }}
    >
      Clients of buckets rely on how it is configured and on what is in it; what they do not expect breaks them.{' '}
      <Link to={to} params={{ bucket }}>
        {isNew ? `Make ${what} instead` : `Change ${bucket} as a bucket instead`}
      </Link>
    </Alert>
  )
}
