import { SegmentedControl, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useResetConsumer } from '~/hooks/consumer-actions.ts'
import { useRewindPreview, type Preview, type Target } from '~/hooks/consumer-facts.ts'
import { useTooOld } from '~/hooks/server-needs.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { parseTime, showTime } from '~/lib/time.ts'
import type { Consumer } from '~/nats/consumers.ts'
import type { Stream } from '~/nats/types.ts'
import { placeBlock, sequenceBlock } from './rewind-rules.ts'
import { previewWords } from './rewind-words.ts'

type Props = { consumer: Consumer; stream: Stream; onClose: () => void; onDone: (words: string) => void }

/** Takes a consumer back; says what will be delivered again, and what the server does not allow, before it is asked. */
export function RewindForm({ consumer, stream, onClose, onDone }: Props) {
  const noPlace = placeBlock(consumer.config)
  // Read as it is typed, once: "15m" is another time at every moment.
  const [{ to, text, target, problem }, setPlace] = useState(() => placeOf('floor', ''))
  const preview = useRewindPreview(consumer, stream, target)
  const reset = useResetConsumer(consumer)
  const writeBlock = useWriteBlock()
  const tooOld = useTooOld(4)
  const block = writeBlock ?? tooOld
  const refused =
    preview.data && to !== 'floor' ? sequenceBlock(consumer.config, preview.data.from, preview.data.lowest) : undefined
  const wrong = problem ?? refused
  const unknown = preview.data ? undefined : 'What it will deliver is not known yet'
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (block || wrong || !target || !preview.data) return
    const { from } = preview.data
    reset.mutate(to === 'floor' ? undefined : from, { onSuccess: () => onDone(`Rewound: delivery goes on at sequence ${from}`) })
  }
  return (
    <Dialog onClose={onClose} size="lg" title={`Rewind ${consumer.name}`}>
      <form onSubmit={submit} className="form">
        <SegmentedControl
          aria-label="Where to"
          value={to}
          onChange={(v) => setPlace(placeOf(v, ''))}
          data={[
            { value: 'floor', label: 'Ack floor' },
            { value: 'seq', label: 'Sequence', disabled: noPlace !== undefined },
            { value: 'time', label: 'Time', disabled: noPlace !== undefined },
          ]}
        />
        {noPlace && <p className="dim form-note">{noPlace}.</p>}
        {to !== 'floor' && (
          <TextInput
            label={to === 'seq' ? 'From sequence' : 'From time'}
            description={
              to === 'seq' ? undefined : 'A day and time, a clock time of today (14:30), or a length of time ago (15m)'
            }
            className="mono-input"
            value={text}
            error={text === '' ? undefined : wrong}
            onChange={(e) => setPlace(placeOf(to, e.currentTarget.value))}
          />
        )}
        {preview.error && target ? (
          <ErrorNote error={explain(preview.error)} />
        ) : preview.data && !refused ? (
          <Words preview={preview.data} consumer={consumer} />
        ) : target && !refused ? (
          <Loading lines={2} label="Counting what will be delivered" />
        ) : null}
        {reset.error && <ErrorNote error={explain(reset.error)} />}
        <SubmitButtons loading={reset.isPending} disabledReason={block ?? wrong ?? unknown} onCancel={onClose}>
          Rewind
        </SubmitButtons>
      </form>
    </Dialog>
  )
}

function Words({ preview, consumer }: { preview: Preview; consumer: Consumer }) {
  const { first } = preview.all
  return (
    <div role="status" aria-label="Preview">
      <ul className="plain-list">
        {previewWords(preview, consumer).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      {first && (
        <p className="mono dim form-note">
          First: sequence {String(first.seq)}, {first.subject}, {showTime(first.time, 'local', 3)}
        </p>
      )}
    </div>
  )
}

/** What is typed, with where that is. */
type TypedPlace = { to: Target['to']; text: string; target?: Target; problem?: string }

const placeOf = (to: Target['to'], text: string): TypedPlace => ({ to, text, ...targetOf(to, text) })

/** Where the form goes, or why what is typed is no place yet. */
function targetOf(to: Target['to'], text: string): Pick<TypedPlace, 'target' | 'problem'> {
  if (to === 'floor') return { target: { to } }
  if (to === 'seq') {
    const problem = text.trim() === '' ? 'Type a sequence' : sequenceProblem(text)
    return problem ? { problem } : { target: { to, seq: BigInt(plainDigits(text)) } }
  }
  const time = parseTime(text)
  return time ? { target: { to, time } } : { problem: 'A time reads like 2026-01-31 08:00, 14:30 or 15m (ago)' }
}
