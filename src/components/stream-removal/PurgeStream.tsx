import { isTyped } from '~/lib/typed-name.ts'
import { Button, Radio, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState, type FormEvent } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { BucketNote } from '~/components/stream-config/BucketNote.tsx'
import { SubmitButtons } from '~/components/shared/FormButtons.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { usePurge, usePurgePlan } from '~/hooks/stream-removal.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { count, plural } from '~/lib/format.ts'
import { serverNow } from '~/lib/server-now.ts'
import type { PurgePlan } from '~/nats/stream-purge.ts'
import type { StreamDetail } from '~/nats/types.ts'
import { emptyPurge, purgeProblems, wishOf, type PurgeDraft, type PurgeKind } from './purge-draft.ts'
import { PurgePreview } from './PurgePreview.tsx'
import { purgeBlock } from './removal-words.ts'

const KINDS: { kind: PurgeKind; label: string; hint?: string }[] = [
  { kind: 'all', label: 'Everything' },
  { kind: 'below', label: 'What is below a sequence', hint: 'The message of that sequence stays' },
  {
    kind: 'before',
    label: 'What is older than a time',
    hint: '2026-01-31 14:30, 2026-01-31T14:30:00Z, or how long ago: 15m, 2h, 7d',
  },
  { kind: 'allBut', label: 'All but the newest', hint: 'So many messages stay, the newest of all that match' },
]

type Props = {
  stream: StreamDetail
  /** Offers to write what goes into a file first. */
  onSave: (plan: PurgePlan) => void
  /** Another dialog lies over it, which the keys are for. */
  isCovered: boolean
  onClose: () => void
}

/** Says how many messages go, and which, and asks for the name of the stream before it purges them. */
export function PurgeStream({ stream, onSave, isCovered, onClose }: Props) {
  const [draft, setDraft] = useState<PurgeDraft>(emptyPurge)
  const [typed, setTyped] = useState('')
  const [settled] = useDebouncedValue(draft, 300)
  // How long ago something was is a matter of the server's clock. Each fetch moves it on: it counts as it was when that was typed.
  const [now, setNow] = useState(() => serverNow(stream.raw))
  const wish = useMemo(() => wishOf(settled, now), [settled, now])
  const query = usePurgePlan(stream.name, wish)
  const purge = usePurge()
  const block = useWriteBlock() ?? purgeBlock(stream)
  const problems = purgeProblems(draft)
  const set = (change: Partial<PurgeDraft>) => {
    purge.reset()
    setTyped('')
    setNow(serverNow(stream.raw))
    setDraft((d) => ({ ...d, ...change }))
  }
  // Only what is shown for what is typed now can be purged.
  const isCounted = settled === draft && wish !== undefined && !query.isFetching && !query.isPlaceholderData
  const plan = isCounted && !query.error ? query.data : undefined
  const reason =
    block ??
    (problems.filter || problems.value
      ? 'Mend the field above first'
      : wish === undefined && settled === draft
        ? 'Say first what is to go'
        : !plan
          ? 'What goes is being counted'
          : plan.count === 0
            ? 'Nothing would go'
            : isTyped(typed, stream.name)
              ? undefined
              : 'Type the name of the stream first')
  const submit = (e: FormEvent) => {
    e.preventDefault()
    if (!reason && plan) purge.mutate(plan, { onSuccess: () => void purged() })
  }
  const kind = KINDS.find((k) => k.kind === draft.kind)
  return (
    <Dialog onClose={onClose} title={`Purge ${stream.name}`} size="lg" closeOnEscape={!isCovered} trapFocus={!isCovered}>
      <form onSubmit={submit} className="form">
        <BucketNote name={stream.name} isNew={false} />
        <TextInput
          label="Subject"
          description="A filter, * and > allowed; every subject when empty"
          className="mono-input"
          data-autofocus
          autoComplete="off"
          placeholder={stream.config.subjects[0] ?? '>'}
          value={draft.filter}
          error={problems.filter}
          onChange={(e) => set({ filter: e.currentTarget.value })}
        />
        <Radio.Group label="Of these" value={draft.kind} onChange={(v) => set({ kind: v })}>
          <div className="stack bulk-options">
            {KINDS.map((k) => (
              <Radio key={k.kind} size="xs" value={k.kind} label={k.label} />
            ))}
          </div>
        </Radio.Group>
        {draft.kind !== 'all' && (
          <TextInput
            label={draft.kind === 'before' ? 'Time' : draft.kind === 'below' ? 'Sequence' : 'Messages that stay'}
            description={kind?.hint}
            className="mono-input"
            autoComplete="off"
            value={draft[draft.kind]}
            error={problems.value}
            onChange={(e) => set({ [draft.kind]: e.currentTarget.value })}
          />
        )}
        {purge.data !== undefined ? (
          <p className="form-note ok" role="status">
            {plural(purge.data, 'message')} went.
          </p>
        ) : query.error && !query.isFetching ? (
          <ErrorNote error={explain(query.error)} />
        ) : query.data && wish ? (
          <div className={plan ? '' : 'dim'}>
            <PurgePreview plan={query.data} />
          </div>
        ) : (
          wish && <Loading lines={4} label="Counting what goes" />
        )}
        <div className="form-buttons">
          <Button variant="default" size="xs" disabled={wish === undefined || query.isFetching} onClick={() => void again()}>
            Count again
          </Button>
          <Button variant="default" size="xs" disabled={!plan || plan.count === 0} onClick={() => plan && onSave(plan)}>
            Save them to a file first…
          </Button>
        </div>
        <TextInput
          label={`Type ${stream.name} to purge it`}
          className="mono-input"
          autoComplete="off"
          value={typed}
          onChange={(e) => setTyped(e.currentTarget.value)}
        />
        {purge.error && <WriteError error={purge.error} what="stream" />}
        <SubmitButtons isDanger loading={purge.isPending} disabledReason={reason} onCancel={onClose}>
          {plan && plan.count > 0
            ? `Purge ${plan.exact ? '' : 'about '}${count(plan.count)} ${plan.count === 1 ? 'message' : 'messages'}`
            : 'Purge'}
        </SubmitButtons>
      </form>
    </Dialog>
  )

  async function again() {
    purge.reset()
    await query.refetch()
  }

  async function purged() {
    setTyped('')
    await query.refetch()
  }
}
