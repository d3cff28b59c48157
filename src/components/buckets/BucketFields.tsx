import { Collapse, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { FormField } from '~/components/shared/FormField.tsx'
import { useTooOld } from '~/hooks/server-needs.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { parseSize } from '~/lib/size.ts'
import type { BucketDraft } from './bucket-draft.ts'
import type { BucketField, FieldKey } from './bucket-fields.ts'

type Props = {
  fields: BucketField[]
  draft: BucketDraft
  onChange: (draft: BucketDraft) => void
  edited: FieldKey[]
  errors: Partial<Record<FieldKey, ReactNode>>
  /** Why a field cannot be used, where that is so. */
  blocks?: Partial<Record<FieldKey, string>>
}

/** The fields of a bucket: the usual ones, and the rest behind "More", which opens by itself when something in it needs a look. */
export function BucketFields({ fields, draft, onChange, edited, errors, blocks = {} }: Props) {
  const [isOpen, setOpen] = useState(() => edited.some((key) => fields.some((f) => f.key === key && f.more)))
  const tooOld = useTooOld(1)
  const more = fields.filter((f) => f.more)
  const wrong = more.filter((f) => Boolean(errors[f.key])).length
  const open = isOpen || wrong > 0
  const show = (f: BucketField, i: number) => (
    <FormField
      key={f.key}
      field={f}
      value={draft[f.key]}
      isEdited={edited.includes(f.key)}
      error={errors[f.key]}
      isFirst={i === 0 && !f.more}
      disabledReason={blocks[f.key] ?? (f.apiLevel ? tooOld : undefined)}
      note={f.kind === 'size' ? sizeNote(draft[f.key]) : undefined}
      onChange={(text) => onChange({ ...draft, [f.key]: text })}
    />
  )
  return (
    <>
      <div className="form-columns">{fields.filter((f) => !f.more).map(show)}</div>
      <UnstyledButton
        className="form-more"
        aria-expanded={open}
        aria-disabled={wrong > 0}
        onClick={() => wrong === 0 && setOpen(!isOpen)}
      >
        {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        More
        <span className="dim"> {wrong > 0 ? `${plural(wrong, 'field')} to look at` : plural(more.length, 'field')}</span>
      </UnstyledButton>
      <Collapse expanded={open} transitionDuration={0}>
        <div className="form-columns">{more.map(show)}</div>
      </Collapse>
    </>
  )
}

/** How a size with a unit was understood. */
function sizeNote(text: string): string | undefined {
  const n = parseSize(text)
  return n === undefined || n < 1024 ? undefined : `= ${bytes(n)}, ${count(n)} bytes`
}
