import { Button } from '@mantine/core'
import { useState } from 'react'
import { DeleteDialog } from '~/components/shared/DeleteDialog.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { forgetRestore, useHalfMade, useTakeAway, type LeftRestore } from '~/hooks/left-restores.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'

/** Streams whose restore ended with its page: how much of them is there, and the way to be rid of them. */
export function HalfMade() {
  const all = useHalfMade()
  const block = useWriteBlock()
  const [asked, setAsked] = useState<LeftRestore>()
  if (all.length === 0) return null
  return (
    <section className="kv-notice half-made" aria-label="Restores that were broken off">
      {all.map(({ left, messages }) => (
        <div key={left.id} className="form">
          <p className="form-note">
            The restore of <b className="mono">{left.record.name}</b> was broken off when its page was closed: {count(messages)}{' '}
            of {count(left.record.messages)} messages are there.
          </p>
          <div className="form-buttons">
            <ActionButton variant="default" color="red" disabledReason={block} onClick={() => setAsked(left)}>
              Delete the stream…
            </ActionButton>
            <Button variant="default" onClick={() => forgetRestore(left.id)}>
              Keep it as it is
            </Button>
          </div>
        </div>
      ))}
      {asked && <TakeAway left={asked} block={block} onClose={() => setAsked(undefined)} />}
    </section>
  )
}

function TakeAway({ left, block, onClose }: { left: LeftRestore; block: string | undefined; onClose: () => void }) {
  const { mutate, isPending, error } = useTakeAway()
  return (
    <DeleteDialog
      what="stream"
      name={left.record.name}
      words={[
        'The part of the backup that was restored goes; the backup itself has all of it.',
        'It can be restored again then.',
      ]}
      block={block}
      isPending={isPending}
      error={error ? explain(error) : undefined}
      onDelete={() => mutate(left, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
