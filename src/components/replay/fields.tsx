import { TextInput, type TextInputProps } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RuleDraft } from '~/lib/rule/draft.ts'
import type { RuleField } from '~/lib/rule/rule-problems.ts'
import type { RuleFormState } from './use-rule-form.ts'

/** Fields that belong together, under their name. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="rule-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

/** The fields of the form that are typed. */
type Typed = { [K in keyof RuleDraft]: string extends RuleDraft[K] ? K : never }[keyof RuleDraft] & RuleField

type Props = Omit<TextInputProps, 'form'> & { form: RuleFormState; field: Typed }

/** A text of the rule, with what is wrong about it. */
export function RuleInput({ form, field, description, ...rest }: Props) {
  const problem = form.problems[field]
  const isMissing = form.missing.includes(field)
  return (
    <TextInput
      className="mono-input"
      autoComplete="off"
      spellCheck={false}
      value={form.draft[field]}
      error={isMissing ? undefined : problem}
      description={isMissing ? (description ?? problem) : description}
      onChange={(e) => form.set({ [field]: e.currentTarget.value })}
      {...rest}
    />
  )
}
