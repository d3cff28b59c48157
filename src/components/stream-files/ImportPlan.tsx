import { Checkbox } from '@mantine/core'
import { VirtualLines } from '~/components/ui/VirtualLines.tsx'
import type { MessagePlan } from '~/hooks/use-stream-files.ts'
import { count, plural } from '~/lib/format.ts'
import { EFFECTS } from '~/lib/messages-file/effects.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Stream } from '~/nats/types.ts'
import { effectWords, planSentence, planWarnings } from './file-words.ts'
import type { ImportDraft } from './ImportRules.tsx'

type Props = {
  stream: Stream
  plan: MessagePlan
  draft: ImportDraft
  change: (c: Partial<ImportDraft>) => void
  leaveOut: (on: boolean) => void
}

/** What the dry run found, and what is left to the operator. */
export function ImportPlan({ stream, plan, draft, change, leaveOut }: Props) {
  const effects = EFFECTS.filter((e) => (plan.effects[e] ?? 0) > 0)
  return (
    <>
      <p className="form-note" role="status" aria-label="Dry run">
        {planSentence(plan)} Nothing has been published yet.
      </p>
      {planWarnings(stream, plan).map((w) => (
        <p key={w} className="form-note attention">
          {w}
        </p>
      ))}
      {plan.messages > plan.there && (
        <p className="form-note dim">
          They get new sequences and times. Whoever is subscribed to their subjects gets them too, and so do consumers of the
          stream.
          {draft.from !== '' &&
            plan.unmapped > 0 &&
            ` ${plural(plan.unmapped, 'message')} would keep ${plan.unmapped === 1 ? 'its' : 'their'} subject.`}
          {plan.withIds > 0 &&
            ` ${plural(plan.withIds, 'message')} ${plan.withIds === 1 ? 'has' : 'have'} a Nats-Msg-Id, which is kept.`}
        </p>
      )}
      {effects.length > 0 && (
        <fieldset className="plain form">
          <p className="form-note attention">
            Some headers would act again. They are left out unless you keep them; changing this needs another dry run.
          </p>
          {effects.map((e) => (
            <Checkbox
              key={e}
              label={
                <>
                  Keep <span className="mono">{effectWords[e].name}</span> of {plural(plan.effects[e] ?? 0, 'message')}
                </>
              }
              description={effectWords[e].does}
              checked={draft.keep.includes(e)}
              onChange={(event) =>
                change({ keep: event.currentTarget.checked ? [...draft.keep, e] : draft.keep.filter((k) => k !== e) })
              }
            />
          ))}
        </fieldset>
      )}
      {plan.problemCount > 0 && (
        <>
          <p className="form-note danger" role="alert">
            {plural(plan.problemCount, 'line')} cannot be published
            {plan.problemCount > plan.problems.length ? `; the first ${count(plan.problems.length)} are listed` : ''}:
          </p>
          <VirtualLines
            label="Problems of the file"
            className="file-problems"
            count={plan.problems.length}
            renderLine={(i) => `Line ${count(plan.problems[i]!.line)}: ${visible(plan.problems[i]!.message)}`}
          />
          {plan.messages > 0 && (
            <Checkbox
              label={`Leave ${plan.problemCount === 1 ? 'this line' : 'these lines'} out`}
              checked={draft.leaveOut}
              onChange={(e) => leaveOut(e.currentTarget.checked)}
            />
          )}
        </>
      )}
      {plan.subjects.length > 0 && (
        <details>
          <summary>Subjects that would be published on</summary>
          <VirtualLines
            label="Subjects"
            className="file-problems mono"
            count={plan.subjects.length}
            renderLine={(i) => `${visible(plan.subjects[i]!.subject)}  ${count(plan.subjects[i]!.count)}`}
          />
          {plan.subjectCount.n > plan.subjects.length && (
            <p className="form-note dim">The {count(plan.subjects.length)} with the most messages are listed.</p>
          )}
        </details>
      )}
    </>
  )
}
