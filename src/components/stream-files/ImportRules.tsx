import { Checkbox, TextInput } from '@mantine/core'
import type { Effect } from '~/lib/messages-file/effects.ts'

/** What is typed and chosen for an import. */
export type ImportDraft = {
  from: string
  to: string
  compare: boolean
  ids: boolean
  rate: string
  keep: readonly Effect[]
  leaveOut: boolean
}

export const firstDraft: ImportDraft = { from: '', to: '', compare: true, ids: false, rate: '', keep: [], leaveOut: false }

/** The rate that was typed, undefined = as fast as can be; null when it is none. */
export function rateOf(text: string): number | undefined | null {
  const typed = text.trim().replaceAll(',', '')
  if (typed === '') return undefined
  const rate = Number(typed)
  return Number.isFinite(rate) && rate > 0 ? rate : null
}

type Props = { draft: ImportDraft; change: (c: Partial<ImportDraft>) => void }

/** Under which subjects, how fast, and what keeps messages from coming twice. */
export function ImportRules({ draft, change }: Props) {
  return (
    <>
      <div className="form-columns">
        <TextInput
          label="Subjects that begin with (optional)"
          description="Empty: every subject"
          className="mono-input"
          placeholder="orders."
          value={draft.from}
          onChange={(e) => change({ from: e.currentTarget.value.trim() })}
        />
        <TextInput
          label="begin with this instead"
          description="Others stay as they are"
          className="mono-input"
          placeholder="restored.orders."
          value={draft.to}
          onChange={(e) => change({ to: e.currentTarget.value.trim() })}
        />
      </div>
      <Checkbox
        label="Leave out what the stream has already"
        description="Compares subject, headers and payload byte for byte, so that an import can be done again or gone on with"
        checked={draft.compare}
        onChange={(e) => change({ compare: e.currentTarget.checked })}
      />
      <Checkbox
        label="Give messages that have none a Nats-Msg-Id"
        description="The server too then refuses them a second time within the duplicate window; without it messages stay as they are. Ids that they have are kept either way"
        checked={draft.ids}
        onChange={(e) => change({ ids: e.currentTarget.checked })}
      />
      <TextInput
        label="At most so many messages a second (optional)"
        description="As fast as the server stores them when empty"
        className="mono-input"
        maw={420}
        value={draft.rate}
        error={rateOf(draft.rate) === null ? 'A number above 0' : undefined}
        onChange={(e) => change({ rate: e.currentTarget.value })}
      />
    </>
  )
}
