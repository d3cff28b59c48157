import { Collapse, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { plural } from '~/lib/format.ts'

type Props = {
  title: string
  /** How many of its fields are not as they are by default. */
  set: number
  /** How many of its fields need a look; it cannot be closed over them. */
  wrong: number
  isOpenAtFirst: boolean
  children: ReactNode
}

/** Fields that belong together, folded away until they are wanted. */
export function FieldGroup({ title, set, wrong, isOpenAtFirst, children }: Props) {
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const open = isOpen || wrong > 0
  return (
    <section className="stream-group">
      <UnstyledButton
        className="form-more"
        aria-expanded={open}
        aria-disabled={wrong > 0}
        onClick={() => wrong === 0 && setOpen(!isOpen)}
      >
        {open ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
        {title}
        {wrong > 0 ? (
          <span className="danger"> {plural(wrong, 'field')} to look at</span>
        ) : (
          set > 0 && <span className="dim"> {set} set</span>
        )}
      </UnstyledButton>
      <Collapse expanded={open} transitionDuration={0}>
        <div className="form-columns">{children}</div>
      </Collapse>
    </section>
  )
}
