import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import type { LeftUpload } from '~/hooks/left-uploads.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import { sentOf } from './left-match.ts'

/** So many are shown one by one. */
const SHOWN = 200

type Props = {
  left: LeftUpload[]
  block: string | undefined
  onResume: () => void
  onAnew: () => void
  onClose: () => void
}

/** Asks whether uploads that were broken off are gone on with. */
export function ResumeUploads({ left, block, onResume, onAnew, onClose }: Props) {
  const one = left.length === 1 ? left[0] : undefined
  const what = one ? `the upload of ${visible(one.record.name)}` : plural(left.length, 'upload')
  return (
    <Dialog onClose={onClose} size={640} title={`Go on with ${what}?`}>
      <div className="form">
        <p className="form-note">
          {one ? 'It was' : 'They were'} broken off when this page was left. What is on the server is held against the file first:
          if the file is another one by now, nothing changes and you are told.
        </p>
        <div className="overwrite">
          <table className="plain" aria-label="What is gone on with">
            <thead>
              <tr>
                <th>Name</th>
                <th>On the server</th>
                <th>The file</th>
              </tr>
            </thead>
            <tbody>
              {left.slice(0, SHOWN).map((l) => (
                <tr key={l.record.nuid}>
                  <td className="mono">{visible(l.record.name)}</td>
                  <td>about {bytes(sentOf(l))}</td>
                  <td title={`${count(l.record.size)} bytes`}>{bytes(l.record.size)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {left.length > SHOWN && <p className="dim form-note">and {count(left.length - SHOWN)} more</p>}
        <div className="form-buttons">
          <ActionButton data-autofocus disabledReason={block} onClick={onResume}>
            Go on
          </ActionButton>
          <ActionButton variant="default" disabledReason={block} onClick={onAnew}>
            Begin anew
          </ActionButton>
        </div>
      </div>
    </Dialog>
  )
}
