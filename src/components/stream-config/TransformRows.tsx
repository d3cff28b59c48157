import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { TransformDraft } from '~/lib/stream-config/upstream.ts'

type Props = { of: string; rows: TransformDraft[]; onChange: (rows: TransformDraft[]) => void }

/** Which subjects are taken from another stream, and under which they are stored here. */
export function TransformRows({ of, rows, onChange }: Props) {
  const set = (at: number, change: Partial<TransformDraft>) => onChange(rows.map((r, i) => (i === at ? { ...r, ...change } : r)))
  return (
    <div className="wide">
      {rows.map((row, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row has nothing else that is its own
        <div key={i} className="meta-row">
          <TextInput
            aria-label={`Transform ${i + 1} of ${of}, from`}
            placeholder="orders.*"
            className="mono-input"
            autoComplete="off"
            value={row.src}
            onChange={(e) => set(i, { src: e.currentTarget.value })}
          />
          <TextInput
            aria-label={`Transform ${i + 1} of ${of}, to`}
            placeholder="eu.orders.{{wildcard(1)}}; empty = as it is"
            className="mono-input"
            autoComplete="off"
            value={row.dest}
            onChange={(e) => set(i, { dest: e.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Take transform ${i + 1} of ${of} away`}
            onClick={() => onChange(rows.filter((_, at) => at !== i))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...rows, { src: '', dest: '' }])}
      >
        Add a transform
      </Button>
    </div>
  )
}
