import { Button, Tooltip, VisuallyHidden, type ButtonProps } from '@mantine/core'
import { useId, type ReactNode } from 'react'

type Props = ButtonProps & {
  children: ReactNode
  onClick?: () => void
  type?: 'button' | 'submit'
  title?: string
  /** Why it cannot be used now; its presence is what disables it, so no disabled button is without a reason. */
  disabledReason: string | undefined
}

/** Stays reachable by keyboard while it is disabled, so that its reason can be read. */
export function ActionButton({ disabledReason, onClick, children, type = 'button', ...rest }: Props) {
  const id = useId()
  const button = (
    <Button
      {...rest}
      type={disabledReason ? 'button' : type}
      {...(disabledReason ? { 'aria-disabled': true, 'data-disabled': true, 'aria-describedby': id } : {})}
      onClick={disabledReason ? (e) => e.preventDefault() : onClick}
    >
      {children}
    </Button>
  )
  if (!disabledReason) return button
  return (
    <span>
      <Tooltip label={disabledReason}>{button}</Tooltip>
      <VisuallyHidden id={id}>{disabledReason}</VisuallyHidden>
    </span>
  )
}
