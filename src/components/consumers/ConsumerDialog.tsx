import { useState } from 'react'
import type { ConsumerDetail } from '~/nats/consumers.ts'
import type { Stream } from '~/nats/types.ts'
import type { Dialog } from './ConsumerActions.tsx'
import { DeleteForm } from './DeleteForm.tsx'
import { EditForm, editOf, type Edit } from './EditForm.tsx'
import { PauseForm } from './PauseForm.tsx'
import { ResumeForm } from './ResumeForm.tsx'
import { RewindForm } from './RewindForm.tsx'

type Props = {
  dialog: Dialog | undefined
  consumer: ConsumerDetail
  /** Absent until it is loaded. */
  stream: Stream | undefined
  /** With what was done, where something was. */
  onClose: (done?: string) => void
  onDeleted: () => void
}

/** The dialog that is open. What was typed into the edit form is kept while the page is, also when it is closed by mistake. */
export function ConsumerDialog({ dialog, consumer, stream, onClose, onDeleted }: Props) {
  const [kept, setKept] = useState<Edit>()
  const close = () => onClose()
  switch (dialog) {
    case 'edit':
      return (
        <Editing
          consumer={consumer}
          subjects={stream?.config.subject_transform || stream?.sources.length ? undefined : stream?.config.subjects}
          kept={kept}
          onEdit={setKept}
          onClose={close}
          onDone={() => {
            setKept(undefined)
            onClose('The configuration is changed')
          }}
        />
      )
    case 'pause':
      return <PauseForm consumer={consumer} onClose={close} />
    case 'resume':
      return <ResumeForm consumer={consumer} onClose={close} />
    case 'rewind':
      return stream ? <RewindForm consumer={consumer} stream={stream} onClose={close} onDone={onClose} /> : null
    case 'delete':
      return <DeleteForm consumer={consumer} retention={stream?.config.retention} onClose={close} onDeleted={onDeleted} />
    default:
      return null
  }
}

type EditingProps = {
  consumer: ConsumerDetail
  subjects: string[] | undefined
  kept: Edit | undefined
  onEdit: (edit: Edit | undefined) => void
  onClose: () => void
  onDone: () => void
}

/** The edit form over the configuration as it was when the form was opened, however often the page is fetched again since. */
function Editing({ consumer, subjects, kept, onEdit, onClose, onDone }: EditingProps) {
  const [opened, setOpened] = useState(() => editOf(consumer))
  return (
    <EditForm
      consumer={consumer}
      subjects={subjects}
      edit={kept ?? opened}
      onEdit={onEdit}
      onClose={onClose}
      onDiscard={() => {
        setOpened(editOf(consumer))
        onEdit(undefined)
      }}
      onDone={onDone}
    />
  )
}
