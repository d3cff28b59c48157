import { Checkbox } from '@mantine/core'
import { plural } from '~/lib/format.ts'

type Props = {
  /** Not ended yet. */
  open: number
  /** Whether the server can be asked to take away what was sent. */
  isLive: boolean
  checked: boolean
  onChange: (checked: boolean) => void
}

/** Another connection, or none, ends what is moved over this one: said, and allowed, before. */
export function EndTransfers({ open, isLive, checked, onChange }: Props) {
  return (
    <section className="publish-note" aria-label="Transfers under way" style={{ marginBottom: 12 }}>
      <p className="attention" style={{ marginTop: 0 }}>
        {plural(open, 'transfer')} under way over this connection {open === 1 ? 'ends' : 'end'} with it.{' '}
        {isLive
          ? 'What uploads have sent is taken away again.'
          : 'What uploads have sent stays on the server, and is offered to be gone on with when you connect to it again in this tab.'}
      </p>
      <Checkbox
        label={open === 1 ? 'It may end' : 'They may end'}
        checked={checked}
        onChange={(e) => onChange(e.currentTarget.checked)}
      />
    </section>
  )
}
