import { isTyped } from '~/lib/typed-name.ts'
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { ExportMessages } from '~/components/stream-files/ExportMessages.tsx'
import { BucketNote } from '~/components/stream-config/BucketNote.tsx'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useDeleteMessages } from '~/hooks/stream-removal.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { count, plural } from '~/lib/format.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { deletedWords, deleteMessageBlock, whichWords } from './removal-words.ts'

type Props = {
  stream: Stream
  /** In order of sequence; one at least. */
  seqs: Seq[]
  /** What is known of the only one. */
  children?: ReactNode
  /** `isDone`: every one of them is gone. */
  onClose: (isDone: boolean) => void
}

/** Says which messages go, and asks for the name of the stream before it deletes them. */
export function DeleteMessages({ stream, seqs, children, onClose }: Props) {
  const [looked] = useState({ name: stream.name, created: stream.created })
  const [wanted] = useState(seqs) // what was chosen when it was opened
  const [typed, setTyped] = useState('')
  const [erase, setErase] = useState(false)
  const [saving, setSaving] = useState(false)
  const remove = useDeleteMessages(stream)
  const first = wanted[0]! // one at least
  const isOne = wanted.length === 1
  const what = isOne ? `message ${count(first)}` : plural(wanted.length, 'message')
  const { data } = remove
  const isDone = data !== undefined && data.left === 0 && data.failed.length === 0
  const reason =
    useWriteBlock() ??
    deleteMessageBlock(stream) ??
    (isTyped(typed, looked.name) ? undefined : 'Type the name of the stream first')
  const close = () => {
    if (!remove.isPending) onClose(isDone) // its results would be seen by nobody
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (reason) return
    remove.mutate({ looked, seqs: wanted, erase }, { onSuccess: (d) => d.left + d.failed.length === 0 && isOne && onClose(true) })
  }
  return (
    <Dialog onClose={close} title={`Delete ${what} of ${looked.name}?`} closeOnEscape={!saving} trapFocus={!saving}>
      <form onSubmit={submit} className="form">
        <BucketNote name={looked.name} isNew={false} />
        {children}
        <p className="form-note">
          {isOne
            ? 'It goes for good, and its sequence stays empty. A consumer that has not had it yet never gets it.'
            : `They go for good: ${whichWords(wanted)}. Consumers that have not had them yet never get them.`}{' '}
          Copies in mirrors and in streams that source this one stay.
        </p>
        <div>
          <Button variant="default" size="xs" onClick={() => setSaving(true)}>
            Save {isOne ? 'it' : 'them'} to a file first…
          </Button>
        </div>
        <Checkbox
          label={`Erase ${isOne ? 'it' : 'them'}: overwrite the bytes on disk with random ones`}
          description="Takes longer, and keeps nobody from what was copied or backed up before"
          checked={erase}
          onChange={(e) => setErase(e.currentTarget.checked)}
        />
        <TextInput
          label={`Type ${looked.name} to delete ${isOne ? 'it' : 'them'}`}
          className="mono-input"
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {remove.error && <WriteError error={remove.error} what="stream" />}
        {data && (
          <p className={isDone ? 'form-note ok' : 'form-note'} role="status">
            {deletedWords(data)}
          </p>
        )}
        {data?.failed[0] && <ErrorNote error={data.failed[0].because} />}
        {isDone ? (
          <div className="form-buttons">
            <Button onClick={close}>Close</Button>
          </div>
        ) : (
          <SubmitButtons isDanger loading={remove.isPending} disabledReason={reason} onCancel={close}>
            {data ? 'Delete the rest' : isOne ? 'Delete the message' : `Delete ${what}`}
          </SubmitButtons>
        )}
      </form>
      {saving && (
        <ExportMessages
          stream={looked.name}
          start={isOne ? { from: only(first), to: only(first) } : { seqs: wanted }}
          onClose={() => setSaving(false)}
        />
      )}
    </Dialog>
  )
}

const only = (seq: Seq) => ({ by: 'seq' as const, text: String(seq) })
