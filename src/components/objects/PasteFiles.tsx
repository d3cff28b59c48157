import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import type { Dropped } from '~/lib/dropped-files.ts'
import { bytes, plural } from '~/lib/format.ts'
import { objectNameProblem } from '~/lib/obj/names.ts'
import { ObjectNameInput } from './ObjectNameInput.tsx'

type Props = {
  files: Dropped[]
  /** Where they would go, as text. */
  where: string
  block: string | undefined
  onUpload: (files: Dropped[]) => void
  onClose: () => void
}

/** Asks before what was pasted is uploaded, since a key is pressed more easily than a file is dropped; and for names, as images have none. */
export function PasteFiles({ files, where, block, onUpload, onClose }: Props) {
  const [names, setNames] = useState(() => files.map((f) => f.path))
  const problems = names.map((name, i) => (names.indexOf(name) < i ? 'Another of them has this name' : objectNameProblem(name)))
  const reason = block ?? (problems.some(Boolean) ? 'A name is wrong' : undefined)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) onUpload(files.map(({ file }, i) => ({ path: names[i]!, file })))
  }
  return (
    <Dialog onClose={onClose} title={`Upload what was pasted into ${where}?`}>
      <form className="form" onSubmit={submit}>
        {files.map(({ file }, i) => (
          <ObjectNameInput
            // oxlint-disable-next-line react/no-array-index-key -- they stay in their places
            key={i}
            label={files.length === 1 ? 'Name' : `Name of file ${i + 1}`}
            description={bytes(file.size)}
            isFirst={i === 0}
            value={names[i] ?? ''}
            problem={problems[i]}
            onChange={(name) => setNames(names.toSpliced(i, 1, name))}
          />
        ))}
        <div>
          <ActionButton type="submit" disabledReason={reason}>
            Upload {files.length === 1 ? 'it' : plural(files.length, 'file')}
          </ActionButton>
        </div>
      </form>
    </Dialog>
  )
}
