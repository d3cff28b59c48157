import { Button } from '@mantine/core'
import { useState } from 'react'
import { DeleteDialog } from '~/components/shared/DeleteDialog.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { forgetRestore, useHalfMade, useTakeAway, type HalfMade as Half } from '~/hooks/left-restores.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { count } from '~/lib/format.ts'

/** Streams whose restore ended with its page: how much of them is there, and the way to be rid of them. */
export function HalfMade() {
  const all = useHalfMade()
  const block = useWriteBlock()
  const [asked, setAsked] = useState<Half>()
  if (all.length === 0) return null
  return (
    <section className="kv-notice half-made" aria-label="Restores that were broken off">
      {all.map((half) => (
        <div key={half.left.id} className="form">
          <p className="form-note">
            The restore of <b className="mono">{half.left.record.name}</b> was broken off when its page was closed:{' '}
            {count(half.messages)} of {count(half.left.record.messages)} messages are there.
          </p>
          {!half.isSure && (
            <p className="form-note attention">
              The stream was not seen while that restore made it: it may also be one that somebody else restores, now or since.
            </p>
          )}
          <div className="form-buttons">
            <ActionButton variant="default" color="red" disabledReason={block} onClick={() => setAsked(half)}>
              Delete the stream…
            </ActionButton>
            <Button variant="default" onClick={() => forgetRestore(half.left.id)}>
              Keep it as it is
            </Button>
          </div>
        </div>
      ))}
      {asked && <TakeAway half={asked} block={block} onClose={() => setAsked(undefined)} />}
    </section>
  )
}

function TakeAway({ half, block, onClose }: { half: Half; block: string | undefined; onClose: () => void }) {
  const { mutate, isPending, error } = useTakeAway()
  return (
    <DeleteDialog
      what="stream"
      name={half.left.record.name}
      words={[
        'The part of the backup that was restored goes; the backup itself has all of it.',
        'It can be restored again then.',
      ]}
      block={block}
      isPending={isPending}
      error={error ? explain(error) : undefined}
      onDelete={() => mutate(half, { onSuccess: onClose })}
      onClose={onClose}
    />
  )
}
