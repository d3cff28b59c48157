import { Checkbox, SegmentedControl } from '@mantine/core'
import { Group, RuleInput } from './fields.tsx'
import type { RuleFormState } from './use-rule-form.ts'

/** What the consumer is called and how long it stays. */
export function ConsumerFields({ form }: { form: RuleFormState }) {
  const { draft, set } = form
  const kept = draft.durable && draft.keep
  return (
    <Group title="Consumer">
      <div className="rule-line">
        <SegmentedControl
          aria-label="Kind of consumer"
          data={[
            { value: 'ephemeral', label: 'Ephemeral' },
            { value: 'durable', label: 'Durable' },
          ]}
          value={draft.durable ? 'durable' : 'ephemeral'}
          onChange={(kind) => set({ durable: kind === 'durable' })}
        />
        <span className="means">{draft.durable ? 'Has a name, and can outlive the desk.' : 'Goes when the desk is closed.'}</span>
      </div>
      {draft.durable && (
        <>
          <RuleInput form={form} field="name" label="Name" description="No spaces, nor . * > / \" placeholder="replay-orders" />
          <Checkbox
            label="Keep it when the desk is closed"
            description="It stays until somebody deletes it"
            checked={draft.keep}
            onChange={(e) => set({ keep: e.currentTarget.checked })}
          />
        </>
      )}
      {!kept && (
        <RuleInput
          form={form}
          field="idle"
          label="Inactive threshold"
          description="The server removes it when nobody has pulled for so long"
        />
      )}
    </Group>
  )
}
