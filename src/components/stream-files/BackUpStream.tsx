import { Button, Checkbox } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { useCopy } from '~/components/messages/use-copy.ts'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import { useIsLive } from '~/hooks/use-connection.ts'
import { useStreamFiles, type BackedUp } from '~/hooks/use-stream-files.ts'
import { chooseFile, saveBlob } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import type { Stream } from '~/nats/types.ts'
import { FileProgress } from './FileProgress.tsx'

const BACKING_UP = 'Backing up'

/** Writes a snapshot of a stream into a file, in the official format. */
export function BackUpStream({ stream, onClose }: { stream: Stream; onClose: () => void }) {
  const files = useStreamFiles()
  const isLive = useIsLive()
  const [consumers, setConsumers] = useState(true)
  const [made, setMade] = useState<BackedUp & { file: string }>()
  const { view, failure, busy, run } = files
  const { name, state } = stream
  const reason = isLive ? undefined : 'Not connected: it can be backed up when the connection is back'
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (reason || busy) return
    setMade(undefined)
    const file = `${name}.backup.zip`
    const handle = await chooseFile(file)
    if (handle === 'cancelled') return
    const done = await run(BACKING_UP, (w) => w.backUp(name, consumers, state.bytes, { name: file, handle }))
    if (!done) return
    if (done.blob) saveBlob(file, done.blob)
    setMade({ ...done, file: handle?.name ?? file })
  }
  return (
    <BulkModal
      title={`Back up ${name}`}
      busy={busy}
      leaving="Leaving stops it. Of a backup that is not whole no file is kept."
      onClose={onClose}
    >
      <form className="form" onSubmit={(e) => void submit(e)}>
        <p className="form-note">
          {plural(state.messages, 'message')}, {bytes(state.bytes)}, as they are when it begins. The file is a ZIP archive of what{' '}
          <code>nats stream backup</code> makes: unpacked, it is a folder for <code>nats stream restore</code>.
        </p>
        <Checkbox
          label={`With its consumers (${count(state.consumer_count)})`}
          description="Their configuration and how far they have come"
          checked={consumers}
          disabled={busy !== undefined}
          onChange={(e) => setConsumers(e.currentTarget.checked)}
        />
        {failure && <ErrorNote error={failure} />}
        {made && <Made made={made} />}
        {busy ? (
          <FileProgress
            label={BACKING_UP}
            done={view.received ?? 0}
            total={state.bytes}
            moved={view.received ?? 0}
            waiting={undefined}
            goesOn={false}
            onCancel={files.cancel}
          >
            {bytes(view.received ?? 0)} received, compressed, of a stream of {bytes(state.bytes)}
          </FileProgress>
        ) : (
          <div className="form-buttons">
            <ActionButton type="submit" variant={made ? 'default' : 'filled'} disabledReason={reason}>
              {made ? 'Back up again' : 'Back up'}
            </ActionButton>
            {made && (
              <Button variant="default" onClick={onClose}>
                Done
              </Button>
            )}
          </div>
        )}
      </form>
    </BulkModal>
  )
}

function Made({ made }: { made: BackedUp & { file: string } }) {
  const { said, copy } = useCopy()
  return (
    <>
      <p className="form-note ok" role="status" aria-label="Result">
        {plural(made.messages, 'message')} up to sequence {count(BigInt(made.lastSeq))}, and{' '}
        {made.consumers > 0 ? plural(made.consumers, 'consumer') : 'no consumer'}, backed up to {made.file}.
      </p>
      <dl className="facts">
        <Fact name="stream.tar.s2">{`${count(made.received)} bytes`}</Fact>
        <Fact name="Its SHA-256">
          <span className="mono digest">{made.digest}</span>{' '}
          <Button size="compact-xs" variant="default" onClick={() => copy('Digest', made.digest)}>
            Copy
          </Button>{' '}
          <span role="status" className="dim">
            {said}
          </span>
        </Fact>
      </dl>
    </>
  )
}
