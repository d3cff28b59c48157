import { ActionIcon, Button, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { newRow, type MetaRow } from '~/lib/obj/meta-draft.ts'

type Props = {
  /** "Headers", and "header" for one. */
  label: string
  one: string
  hint: string
  rows: MetaRow[]
  problems: ReadonlyMap<number, string>
  onChange: (rows: MetaRow[]) => void
}

/** Names and values, a row for each. */
export function MetaRows({ label, one, hint, rows, problems, onChange }: Props) {
  const [added, setAdded] = useState<number>()
  const set = (id: number, change: Partial<MetaRow>) => onChange(rows.map((r) => (r.id === id ? { ...r, ...change } : r)))
  return (
    <fieldset className="plain">
      <legend className="meta-legend">{label}</legend>
      <p className="dim form-note">{hint}</p>
      {rows.map(({ id, name, value }, i) => {
        const problem = problems.get(id)
        const nth = `${one} ${i + 1}`
        return (
          <div key={id} className="meta-row">
            <TextInput
              aria-label={`Name of ${nth}`}
              placeholder="name"
              className="mono-input"
              autoComplete="off"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for just now
              autoFocus={id === added}
              value={name}
              error={problem}
              onChange={(e) => set(id, { name: e.currentTarget.value })}
            />
            <Textarea
              aria-label={`Value of ${nth}`}
              placeholder="value"
              className="mono-input"
              autosize
              minRows={1}
              maxRows={6}
              value={value}
              onChange={(e) => set(id, { value: e.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Take ${nth} away`}
              onClick={() => onChange(rows.filter((r) => r.id !== id))}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        )
      })}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => {
          const row = newRow()
          setAdded(row.id)
          onChange([...rows, row])
        }}
      >
        Add a {one}
      </Button>
    </fieldset>
  )
}
