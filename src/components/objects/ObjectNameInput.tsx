import { TextInput } from '@mantine/core'
import { objectNameRemark } from '~/lib/obj/names.ts'

type Props = {
  label: string
  description?: string
  value: string
  /** Why it cannot be so. */
  problem: string | undefined
  /** Nothing is remarked of a name that is there already. */
  isRemarked?: boolean
  /** The field that a dialog begins with. */
  isFirst?: boolean
  onChange: (name: string) => void
}

/** The name of an object or of a folder. What is allowed but likely a mistake is remarked below it, and can be left so. */
export function ObjectNameInput({ label, description, value, problem, isRemarked = true, isFirst = false, onChange }: Props) {
  const remark = isRemarked && !problem ? objectNameRemark(value) : undefined
  return (
    <TextInput
      label={label}
      description={
        description || remark ? (
          <>
            {description}
            <span className="attention name-remark">{remark}</span>
          </>
        ) : undefined
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      className="mono-input"
      autoComplete="off"
      {...(isFirst ? { 'data-autofocus': true } : {})}
      value={value}
      error={problem}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}
