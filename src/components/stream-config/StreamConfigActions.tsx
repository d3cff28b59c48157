import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { JsonObject, StreamDetail } from '~/nats/types.ts'
import { CopyConfig } from './CopyConfig.tsx'

const EditStream = lazy(() => import('./EditStream.tsx'))

type Props = {
  stream: StreamDetail
  /** Whether the form is open, which the address says. */
  isEditing: boolean
  /** Whether the server has it no more. */
  isGone: boolean
}

/** What can be done with the configuration of a stream. */
export function StreamConfigActions({ stream, isEditing, isGone }: Props) {
  const navigate = useNavigate()
  const block = useWriteBlock()
  const [done, setDone] = useState<string>()
  const sealed = stream.config.sealed ? 'The stream is sealed: nothing about it can be changed' : undefined
  const show = (edit: true | undefined) =>
    void navigate({ to: '/streams/$stream', params: { stream: stream.name }, search: edit ? { edit } : {} })
  return (
    <>
      <span role="status" aria-label="Stream" className="ok said">
        {done}
      </span>
      <CopyConfig config={() => stream.raw.config as JsonObject} />
      <ActionButton
        variant="default"
        disabledReason={block}
        onClick={() => void navigate({ to: '/streams', search: { new: true, from: stream.name } })}
      >
        Clone
      </ActionButton>
      <ActionButton
        variant="default"
        disabledReason={block ?? sealed}
        onClick={() => {
          setDone(undefined)
          show(true)
        }}
      >
        Edit
      </ActionButton>
      {isEditing && (
        <Suspense>
          <EditStream
            stream={stream}
            isGone={isGone}
            onClose={() => show(undefined)}
            onDone={() => {
              setDone('The stream is changed')
              show(undefined)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
