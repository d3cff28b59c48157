import { Button, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { useNow } from '~/hooks/use-now.ts'
import { parseMoment, type Moment } from '~/lib/kv/moment.ts'
import type { KvBucketSearch } from '~/lib/search.ts'
import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { parseTime } from '~/lib/time.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { useTimeStyle } from '~/stores/preferences.ts'
import type { SetSearch } from './KeyToolbar.tsx'
import { momentProblem, newestRevision } from './past-words.ts'

const MINUTE = 60_000
const presets = [
  { label: '5 min ago', ms: 5 * MINUTE },
  { label: '1 h ago', ms: 60 * MINUTE },
  { label: '24 h ago', ms: 24 * 60 * MINUTE },
]

type Props = { bucket: Bucket; search: KvBucketSearch; set: SetSearch; label?: string }

/** Opens the choice of a moment at which the bucket is to be seen. */
export function AsOfButton({ bucket, search, set, label = 'As of…' }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && (
        <AsOfForm
          bucket={bucket}
          search={search}
          onClose={() => setOpen(false)}
          onChoose={(at) => {
            setOpen(false)
            set({ at })
          }}
        />
      )}
    </>
  )
}

type FormProps = { bucket: Bucket; search: KvBucketSearch; onClose: () => void; onChoose: (at: string) => void }

/** A time, one of the usual ones, or a revision; what makes no sense is told at its field. */
function AsOfForm({ bucket, search, onClose, onChoose }: FormProps) {
  const style = useTimeStyle()
  const before = search.at === undefined ? undefined : parseMoment(search.at)
  const [time, setTime] = useState(typeof before === 'string' ? before : '')
  const [revision, setRevision] = useState(typeof before === 'bigint' ? String(before) : '')
  const [problems, setProblems] = useState<{ time?: string | undefined; revision?: string | undefined }>({})
  const life = { ...bucket, newest: newestRevision(bucket) }
  const now = useNow(5000)
  const problemOf = (moment: Moment, at?: number) => momentProblem(moment, life, style, at)
  const chooseTime = (e: FormEvent) => {
    e.preventDefault()
    const at = parseTime(time)
    const problem = at === undefined ? 'Not a time: try 2026-01-31 14:30, 14:30 or 15m' : problemOf(at)
    setProblems({ time: problem })
    if (at !== undefined && !problem) onChoose(at)
  }
  const chooseRevision = (e: FormEvent) => {
    e.preventDefault()
    const problem = sequenceProblem(revision) ?? problemOf(BigInt(plainDigits(revision)))
    setProblems({ revision: problem })
    if (!problem) onChoose(String(BigInt(plainDigits(revision))))
  }
  return (
    <Dialog onClose={onClose} title="The bucket as of…">
      <div className="form">
        <p className="form-note">
          Shows every key as it was at a moment, as far as the history that is kept reaches back. Nothing is written.
        </p>
        <div className="form-buttons" role="group" aria-label="A while ago">
          {presets.map(({ label, ms }) => {
            const ago = (at: number) => new Date(at - ms).toISOString()
            return (
              <ActionButton
                key={label}
                variant="default"
                disabledReason={problemOf(ago(now), now)}
                onClick={() => onChoose(ago(Date.now()))}
              >
                {label}
              </ActionButton>
            )
          })}
        </div>
        <form className="kv-moment" onSubmit={chooseTime}>
          <TextInput
            label="Time"
            className="mono-input"
            placeholder="2026-01-31 14:30 or 15m ago"
            data-autofocus
            value={time}
            error={problems.time}
            onChange={(e) => setTime(e.currentTarget.value)}
          />
          <Button type="submit">Show that time</Button>
        </form>
        <form className="kv-moment" onSubmit={chooseRevision}>
          <TextInput
            label="Before revision"
            className="mono-input"
            inputMode="numeric"
            placeholder="of any key"
            value={revision}
            error={problems.revision}
            onChange={(e) => setRevision(e.currentTarget.value)}
          />
          <Button type="submit">Show what was before</Button>
        </form>
      </div>
    </Dialog>
  )
}
