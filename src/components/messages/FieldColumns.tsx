import { Button, Popover, TagsInput } from '@mantine/core'
import { IconColumns } from '@tabler/icons-react'
import { useState } from 'react'
import { usePopup } from '~/hooks/use-popup.ts'
import { parsePath } from '~/lib/payload/json-path.ts'

/** Chooses JSON fields of the payload that become columns of the list. */
export function FieldColumns({ fields, set }: { fields: string[]; set: (fields: string[]) => void }) {
  const popup = usePopup()
  const [problem, setProblem] = useState<string>()
  const change = (next: string[]) => {
    const bad = next.find((f) => !parsePath(f))
    setProblem(bad === undefined ? undefined : `Not a JSON path: ${bad}. Try customer.id or items[0].sku`)
    if (bad === undefined) set(next)
  }
  return (
    <Popover position="bottom-end" width={340} trapFocus withArrow opened={popup.opened} onChange={popup.onChange}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={15} />} onClick={popup.toggle}>
          Columns{fields.length > 0 ? ` (${fields.length})` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TagsInput
          label="JSON fields as columns"
          description="A path in the payload, then Enter"
          placeholder={fields.length === 0 ? 'customer.id' : ''}
          className="mono-input"
          data-autofocus
          splitChars={[',']}
          clearable
          value={fields}
          error={problem}
          onChange={change}
        />
      </Popover.Dropdown>
    </Popover>
  )
}
