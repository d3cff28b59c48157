import { SegmentedControl } from '@mantine/core'

type Props = { label: string; newestFirst: boolean; onChange: (newestFirst: boolean) => void }

/** Oldest or newest first. */
export function OrderControl({ label, newestFirst, onChange }: Props) {
  return (
    <SegmentedControl
      aria-label={label}
      data={[
        { value: 'oldest', label: 'Oldest first' },
        { value: 'newest', label: 'Newest first' },
      ]}
      value={newestFirst ? 'newest' : 'oldest'}
      onChange={(v) => onChange(v === 'newest')}
    />
  )
}
