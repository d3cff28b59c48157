import { Modal } from '@mantine/core'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'

/** So many are shown one by one. */
const SHOWN = 200

/** A file that would replace an object. `modified` in ms. */
export type Replacing = { name: string; size: number; modified: number; old: ObjectInfo }

type Props = {
  /** What would come: a file, or a copy of another object. */
  comes?: 'file' | 'copy'
  items: Replacing[]
  /** Files beside these, whose names are free. */
  others: number
  block: string | undefined
  onReplace: () => void
  /** Uploads only the others. */
  onSkip?: (() => void) | undefined
  onClose: () => void
}

/** Asks before objects are replaced, with what is there beside what would come. */
export function Overwrite({ comes = 'file', items, others, block, onReplace, onSkip, onClose }: Props) {
  const what = items.length === 1 ? visible(items[0]!.name) : plural(items.length, 'object')
  return (
    <Modal opened onClose={onClose} size={760} title={`Replace ${what}?`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="form">
        <p className="form-note">
          What is there goes for good when the new bytes are complete. One that somebody changes before that is left as it is, and
          told.
        </p>
        <div className="overwrite">
          <table className="plain" aria-label="What is replaced">
            <thead>
              <tr>
                <th>Name</th>
                <th>There now</th>
                <th>The {comes}</th>
              </tr>
            </thead>
            <tbody>
              {items.slice(0, SHOWN).map(({ name, size, modified, old }) => (
                <tr key={name}>
                  <td className="mono">{visible(name)}</td>
                  <td>
                    {old.link ? 'a link' : <span title={`${count(old.size)} bytes`}>{bytes(old.size)}</span>},{' '}
                    <Time at={old.mtime} digits={0} />
                  </td>
                  <td>
                    <span title={`${count(size)} bytes`}>{bytes(size)}</span>,{' '}
                    <Time at={new Date(modified).toISOString()} digits={0} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {items.length > SHOWN && <p className="dim form-note">and {count(items.length - SHOWN)} more</p>}
        <div className="form-buttons">
          <ActionButton color="red" disabledReason={block} onClick={onReplace}>
            Replace {items.length === 1 ? 'it' : plural(items.length, 'object')}
            {others > 0 && `, ${comes === 'copy' ? 'copy' : 'upload'} ${count(others)} more`}
          </ActionButton>
          {onSkip && others > 0 && (
            <ActionButton variant="default" disabledReason={block} onClick={onSkip}>
              {comes === 'copy' ? 'Copy' : 'Upload'} only the {plural(others, 'new one')}
            </ActionButton>
          )}
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </div>
    </Modal>
  )
}
