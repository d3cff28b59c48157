import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'

export type FieldKind =
  | 'text'
  | 'count'
  | 'size'
  | 'length'
  | 'lengths'
  | 'subjects'
  | 'words'
  | 'lines'
  | 'flag'
  | 'choice'
  | 'pairs'

/** One field of a form whose values are all kept as they are typed. */
export type FormFieldSpec = {
  key: string
  label: string
  kind: FieldKind
  /** What it does, in a line. */
  hint: string
  /** Cannot be left empty. */
  required?: boolean
  choices?: (string | { value: string; label: string })[]
}

type Props = {
  field: FormFieldSpec
  value: string
  isEdited: boolean
  error: ReactNode
  onChange: (text: string) => void
  /** Why it cannot be used: shown in place of what it does. */
  disabledReason?: string | undefined
  /** How what is typed was understood. */
  note?: string | undefined
  /** Has the focus when the form opens. */
  isFirst?: boolean
}

/** One field of a form, as its kind is typed; one that differs from the server says so. A flag is "true" or "". */
export function FormField({ field, value, isEdited, error, onChange, disabledReason, note, isFirst = false }: Props) {
  const { label, kind, choices } = field
  const hint = disabledReason ?? field.hint
  const mark = isEdited ? <span className="attention"> (changed)</span> : null
  const description =
    hint || note ? (
      <>
        {hint}
        {note && <span className="mono form-read">{note}</span>}
        {mark}
      </>
    ) : (
      mark
    )
  const common = {
    label,
    error,
    description,
    disabled: disabledReason !== undefined,
    ...(isFirst ? { 'data-autofocus': true } : {}),
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
          {...(hint ? { description: hint } : {})}
          error={error}
          disabled={disabledReason !== undefined}
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
    case 'lines':
    case 'pairs':
      return (
        <Textarea
          {...common}
          className={kind === 'lines' ? 'mono-input' : 'mono-input wide'}
          autosize
          minRows={kind === 'lines' ? 1 : 2}
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
