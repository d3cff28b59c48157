import { Checkbox, Radio, SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import type { Rule } from '~/lib/rule/rule.ts'
import type { Seq } from '~/nats/types.ts'
import { AckFields } from './AckFields.tsx'
import { ConsumerFields } from './ConsumerFields.tsx'
import { Group, RuleInput } from './fields.tsx'
import type { RuleFormState } from './use-rule-form.ts'

const delivers: { value: Rule['deliver']['from']; label: string; means: string }[] = [
  { value: 'all', label: 'All', means: 'Everything that is stored, then what comes.' },
  { value: 'last', label: 'Last', means: 'Only the last message that matches, then what comes.' },
  { value: 'last_per_subject', label: 'Last per subject', means: 'The last message of each subject, then what comes.' },
  { value: 'seq', label: 'Sequence', means: 'The first message at or after a sequence, and all that follow.' },
  { value: 'time', label: 'Time', means: 'The first message at or after a time, and all that follow.' },
  { value: 'new', label: 'New only', means: 'Nothing of what is stored now, only what comes.' },
]

const paces: Record<Rule['replay'], string> = {
  instant: 'As fast as the desk takes them.',
  original: 'With the gaps in time that they were stored with.',
}

const acks: Record<Rule['ack'], string> = {
  explicit: 'Every message is acknowledged by itself.',
  all: 'An ack counts for all that was delivered before it, too.',
  none: 'Delivered once; there is nothing to acknowledge.',
}

/** The rule of a consumer that the desk makes for itself. */
export function RuleForm({ form, firstSeq }: { form: RuleFormState; firstSeq: Seq }) {
  const { draft, set } = form
  const id = useId()
  return (
    <>
      <Group title="Where to start">
        <Radio.Group
          aria-label="Deliver policy"
          value={draft.deliver}
          onChange={(deliver) =>
            set({ deliver, ...(deliver === 'seq' && draft.seq === '' ? { seq: String(firstSeq || 1n) } : {}) })
          }
        >
          <div className="rule-choices">
            {delivers.map(({ value, label }) => (
              <Radio key={value} size="xs" value={value} label={label} />
            ))}
          </div>
        </Radio.Group>
        <p className="means">{delivers.find((d) => d.value === draft.deliver)?.means}</p>
        {draft.deliver === 'seq' && <RuleInput form={form} field="seq" label="From sequence" inputMode="numeric" />}
        {draft.deliver === 'time' && (
          <RuleInput
            form={form}
            field="time"
            label="From time"
            placeholder="2026-01-31 14:30, 14:30 or 15m ago"
            onBlur={form.fixTime}
          />
        )}
      </Group>
      <Group title="Which messages">
        <RuleInput
          form={form}
          field="filter"
          label="Subjects"
          description="Filters by comma, with * and >; empty is every subject"
          placeholder="all; or orders.eu.>, orders.us.*"
        />
        <Checkbox
          label="Headers only"
          description="Payloads are not sent, only their size"
          checked={draft.headers}
          onChange={(e) => set({ headers: e.currentTarget.checked })}
        />
      </Group>
      <Group title="How">
        <div className="rule-line labelled">
          <span id={`${id}-replay`}>Replay</span>
          <SegmentedControl
            aria-labelledby={`${id}-replay`}
            data={[
              { value: 'instant', label: 'Instant' },
              { value: 'original', label: 'Original pace' },
            ]}
            value={draft.replay}
            onChange={(replay) => set({ replay })}
          />
          <span className="means">{paces[draft.replay]}</span>
        </div>
        <div className="rule-line labelled">
          <span id={`${id}-ack`}>Ack policy</span>
          <SegmentedControl
            aria-labelledby={`${id}-ack`}
            data={[
              { value: 'explicit', label: 'Explicit' },
              { value: 'all', label: 'All' },
              { value: 'none', label: 'No acks' },
            ]}
            value={draft.ack}
            onChange={(ack) => set({ ack })}
          />
          <span className="means">{acks[draft.ack]}</span>
        </div>
      </Group>
      <AckFields form={form} />
      <ConsumerFields form={form} />
    </>
  )
}
