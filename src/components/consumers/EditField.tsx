import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { Field } from './edit-fields.ts'

type Props = {
  field: Field
  value: string
  isEdited: boolean
  error: string | undefined
  onChange: (text: string) => void
}

/** One field of the form, as its kind is typed; one that differs from the server says so. */
export function EditField({ field, value, isEdited, error, onChange }: Props) {
  const { label, kind, hint, choices } = field
  const mark = isEdited ? <span className="attention"> (changed)</span> : null
  const common = {
    label,
    error,
    description: hint ? (
      <>
        {hint}
        {mark}
      </>
    ) : (
      mark
    ),
  }
  switch (kind) {
    case 'flag':
      return (
        <Checkbox
          className="wide"
          label={
            <>
              {label}
              {mark}
            </>
          }
          checked={value === 'true'}
          onChange={(e) => onChange(e.currentTarget.checked ? 'true' : '')}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          size="xs"
          {...common}
          data={choices ?? []}
          value={value}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      )
    case 'pairs':
      return (
        <Textarea
          {...common}
          className="mono-input wide"
          autosize
          minRows={2}
          maxRows={8}
          value={value}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      )
    default:
      return (
        <TextInput
          {...common}
          className={kind === 'text' ? '' : 'mono-input'}
          required={field.required ?? false}
          withAsterisk={false}
          autoComplete="off"
          value={value}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      )
  }
}
