import { Menu } from '@mantine/core'

type Props = { label: string; reason: string | undefined; onClick: () => void; danger?: boolean }

/** An item of a menu. Stays reachable by keyboard while it is disabled, so that its reason can be read. */
export function ActionItem({ label, reason, onClick, danger }: Props) {
  return (
    <Menu.Item
      {...(danger ? { style: { color: 'var(--danger)' } } : {})}
      {...(reason ? { 'aria-disabled': true, 'data-disabled': true, closeMenuOnClick: false } : { onClick })}
    >
      {label}
      {reason && <div className="dim menu-reason">{reason}</div>}
    </Menu.Item>
  )
}
