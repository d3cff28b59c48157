import { TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { usePauseConsumer } from '~/hooks/consumer-actions.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { useNow } from '~/hooks/use-now.ts'
import { futureProblem, parseFuture } from '~/lib/future.ts'
import { ago, showTime } from '~/lib/time.ts'
import type { Consumer } from '~/nats/consumers.ts'

/** Pauses a consumer until a time that can be written in many ways; says which time was understood before it is sent. */
export function PauseForm({ consumer, onClose }: { consumer: Consumer; onClose: () => void }) {
  const [text, setText] = useState('15m')
  const [asked, setAsked] = useState(false)
  const now = useNow(30_000) // what it says is read out at each change
  const pause = usePauseConsumer(consumer)
  const block = useWriteBlock()
  const until = parseFuture(text, now)
  const problem = futureProblem(text, now)
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(true)
    const at = parseFuture(text)
    if (at && !block) pause.mutate(at, { onSuccess: onClose })
  }
  return (
    <Dialog onClose={onClose} title={`Pause ${consumer.name}`}>
      <form onSubmit={submit} className="form">
        <TextInput
          label="Until"
          description="A length of time from now (15m, 2h, 1d), a clock time (14:30), or a day and time"
          data-autofocus
          value={text}
          error={asked ? problem : undefined}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <p style={{ margin: 0 }} role="status">
          {until
            ? `Delivers nothing until ${showTime(until, 'local', 0)}, ${ago(Date.parse(until), now)}. What it holds can still be acknowledged. It goes on by itself then.`
            : problem}
        </p>
        {pause.error && <ErrorNote error={explain(pause.error)} />}
        <SubmitButtons loading={pause.isPending} disabledReason={block} onCancel={onClose}>
          Pause
        </SubmitButtons>
      </form>
    </Dialog>
  )
}
