import { TextInput } from '@mantine/core'
import { ttlProblem, ttlRefusal, ttlWords } from '~/lib/kv/ttl.ts'
import type { Bucket, KvEntry } from '~/nats/kv-types.ts'

type Props = {
  bucket: Bucket
  /** What the value is written over, if anything. */
  latest: KvEntry | null | undefined
  value: string
  onChange: (ttl: string) => void
}

/** An optional time to live of the key, where the bucket has such; why not, where it would bring an older value back. */
export function TtlField({ bucket, latest, value, onChange }: Props) {
  if (!bucket.per_key_ttl) return null
  const refusal = ttlRefusal(bucket, latest)
  return (
    <TextInput
      label="Time to live (optional)"
      description={refusal ?? ttlWords(bucket, latest)}
      // What is typed already stays to be seen, and to be taken out.
      readOnly={refusal !== undefined && value === ''}
      aria-disabled={refusal !== undefined && value === ''}
      autoComplete="off"
      style={{ maxWidth: 520 }}
      value={value}
      error={ttlTrouble(bucket, latest, value)}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}

/** What is wrong with a time to live that is typed. */
export function ttlTrouble(bucket: Bucket, latest: KvEntry | null | undefined, ttl: string): string | undefined {
  if (ttl.trim() === '') return undefined
  return ttlProblem(ttl, bucket) ?? (ttlRefusal(bucket, latest) && 'It cannot have a time to live here: take it out')
}
