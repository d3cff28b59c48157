import { Button, Checkbox } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ExportMessages } from '~/components/stream-files/ExportMessages.tsx'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import { useDeleteMessage } from '~/hooks/stream-removal.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { bytes, count } from '~/lib/format.ts'
import type { Seq, Stream, StoredMessage } from '~/nats/types.ts'
import { deleteMessageBlock } from './removal-words.ts'

const only = (seq: Seq) => ({ by: 'seq' as const, text: String(seq) })

type Props = { stream: Stream; message: StoredMessage; onClose: () => void; onDeleted: () => void }

/** Shows the message that goes, and has it ticked that it goes for good: a key that was hit by mistake deletes nothing. */
export function DeleteMessage({ stream, message: m, onClose, onDeleted }: Props) {
  const [looked] = useState({ name: stream.name, created: stream.created })
  const [isSure, setSure] = useState(false)
  const [erase, setErase] = useState(false)
  const remove = useDeleteMessage(stream)
  const block = useWriteBlock() ?? deleteMessageBlock(stream)
  const [saving, setSaving] = useState(false)
  const reason = block ?? (isSure ? undefined : 'Tick first that it is to go for good')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason) remove.mutate({ looked, seq: m.seq, erase }, { onSuccess: onDeleted })
  }
  return (
    <Dialog
      onClose={onClose}
      title={`Delete message ${count(m.seq)} of ${stream.name}?`}
      closeOnEscape={!saving}
      trapFocus={!saving}
    >
      <form onSubmit={submit} className="form">
        <dl className="facts">
          <Fact name="Subject">
            <span className="mono">{m.subject}</span>
          </Fact>
          <Fact name="Time">
            <span className="mono">
              <Time at={m.time} digits={3} />
            </span>
          </Fact>
          <Fact name="Payload">{bytes(m.data.length)}</Fact>
        </dl>
        <p className="form-note">
          Its sequence stays empty. A consumer that has not had it yet never gets it. Copies in mirrors and in streams that source
          this one stay.
        </p>
        <div>
          <Button variant="default" size="xs" onClick={() => setSaving(true)}>
            Save it to a file first…
          </Button>
        </div>
        <Checkbox
          label="Erase it: overwrite its bytes on disk with random ones"
          description="Takes longer, and keeps nobody from what was copied or backed up before"
          checked={erase}
          onChange={(e) => setErase(e.currentTarget.checked)}
        />
        <Checkbox
          data-autofocus
          label="This message is to go for good"
          checked={isSure}
          onChange={(e) => setSure(e.currentTarget.checked)}
        />
        {remove.error && <WriteError error={remove.error} what="message" />}
        <div>
          <ActionButton type="submit" color="red" loading={remove.isPending} disabledReason={reason}>
            Delete the message
          </ActionButton>
        </div>
      </form>
      {saving && (
        <ExportMessages stream={stream.name} start={{ from: only(m.seq), to: only(m.seq) }} onClose={() => setSaving(false)} />
      )}
    </Dialog>
  )
}
