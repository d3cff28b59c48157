import { Popover } from '@mantine/core'
import { usePopup } from '~/hooks/use-popup.ts'
import { visible } from '~/lib/payload/text.ts'
import type { TransferRow } from '~/nats/obj-transfers.ts'

/** Spells out what went wrong with a transfer, at its row. */
export function WhyFailed({ row: { name, error, leftover } }: { row: TransferRow }) {
  const { opened, onChange, toggle } = usePopup()
  const wrong = [error, leftover].filter((e) => e !== undefined)
  if (wrong.length === 0) return null
  const label = `What went wrong with ${name}`
  return (
    <Popover
      opened={opened}
      onChange={onChange}
      withRoles={false}
      trapFocus
      returnFocus
      position="top-end"
      width={340}
      withinPortal
    >
      <Popover.Target>
        <button
          type="button"
          className="mini"
          aria-label={`Why: ${name}`}
          aria-haspopup="dialog"
          aria-expanded={opened}
          onClick={(e) => {
            e.stopPropagation()
            toggle()
          }}
        >
          Why
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label} data-autofocus onClick={(e) => e.stopPropagation()}>
        <p className="form-note mono tray-error">{visible(name)}</p>
        {wrong.map(({ message, next, details }) => (
          <div key={message} className="tray-error">
            <p className="form-note danger">{message}.</p>
            {next && <p className="form-note">{next}.</p>}
            {details && <p className="form-note dim">{details}</p>}
          </div>
        ))}
      </Popover.Dropdown>
    </Popover>
  )
}
