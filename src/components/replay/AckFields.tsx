import { useState } from 'react'
import { count } from '~/lib/format.ts'
import type { RuleDraft } from '~/lib/rule/draft.ts'
import { plainDigits } from '~/lib/sequence.ts'
import { RuleInput } from './fields.tsx'
import type { RuleFormState } from './use-rule-form.ts'

const own = ['wait', 'pending', 'max', 'backoff'] as const

/** What happens to a message that is not acknowledged. Folded up it still says all of it; it opens for what is wrong in it. */
export function AckFields({ form }: { form: RuleFormState }) {
  const [open, setOpen] = useState(false)
  const wrong = own.some((field) => form.problems[field] !== undefined)
  return (
    <details className="rule-fold" open={open || wrong} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        When not acked <span className="means">{summary(form.draft)}</span>
      </summary>
      <div className="rule-pairs">
        <RuleInput form={form} field="wait" label="Ack wait" description="Delivered again after it" />
        <RuleInput
          form={form}
          field="backoff"
          label="Backoff"
          description="Pauses instead of the wait, by comma"
          placeholder="1s, 5s, 1m"
        />
        <RuleInput
          form={form}
          field="pending"
          label="Max ack pending"
          description="Held at once at most"
          placeholder="unlimited"
          inputMode="numeric"
        />
        <RuleInput
          form={form}
          field="max"
          label="Max deliver"
          description="Given up after so many"
          placeholder="never given up"
          inputMode="numeric"
        />
      </div>
    </details>
  )
}

function summary({ ack, wait, pending, max, backoff }: RuleDraft): string {
  if (ack === 'none') return 'without acks nothing comes again'
  const again = `again after ${backoff.trim() === '' ? wait : backoff}`
  const held = pending.trim() === '' ? 'any number held' : `${numberText(pending)} held at most`
  return `${again} · ${held} · ${max.trim() === '' ? 'never given up' : `given up after ${numberText(max)}`}`
}

/** A number with its thousands apart; anything else as it was typed. */
function numberText(text: string): string {
  const digits = plainDigits(text)
  return /^\d{1,9}$/.test(digits) ? count(Number(digits)) : text
}
