import { NativeSelect } from '@mantine/core'
import { useObjectBuckets } from '~/hooks/objects.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

type Props = {
  label: string
  value: string
  onChange: (name: string) => void
  /** Is written to: those that cannot be are told why. */
  isWritten: boolean
  isFirst?: boolean
}

/** One of the buckets of the account. */
export function BucketSelect({ label, value, onChange, isWritten, isFirst = false }: Props) {
  const { data } = useObjectBuckets()
  const names = (data?.buckets ?? []).map((b) => ({ name: b.name, why: isWritten ? whyNot(b) : undefined }))
  const known = names.some(({ name }) => name === value) ? names : [{ name: value, why: undefined }, ...names]
  return (
    <NativeSelect
      label={label}
      size="xs"
      {...(isFirst ? { 'data-autofocus': true } : {})}
      data={known
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, why }) => ({ value: name, label: why ? `${name} (${why})` : name, disabled: why !== undefined }))}
      value={value}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}

function whyNot({ sealed, mirror_of }: ObjBucket): string | undefined {
  if (sealed) return 'sealed'
  return mirror_of === undefined ? undefined : `a copy of ${mirror_of}`
}
