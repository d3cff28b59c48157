import { SegmentedControl } from '@mantine/core'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useConsumers } from '~/hooks/consumers.ts'
import { explain } from '~/hooks/use-connection.ts'
import type { ReplaySearch } from '~/lib/search.ts'
import type { Line } from '~/lib/rule/sentence.ts'
import type { Stream } from '~/nats/types.ts'
import { AttachList } from './AttachList.tsx'
import type { DeskStart } from '~/nats/desk-types.ts'
import { Outcome } from './Outcome.tsx'
import { RuleForm } from './RuleForm.tsx'
import { useOutcome } from './use-outcome.ts'
import { useRuleForm } from './use-rule-form.ts'

type Props = {
  stream: Stream
  search: ReplaySearch
  /** Puts a rule into the address; whether something is to be attached to stays as it is. */
  write: (address: ReplaySearch) => void
  setAttach: (name: string | undefined) => void
  onStart: (start: DeskStart, said: Line[]) => void
}

/** Chooses what a desk will do, and says what that means. Nothing is created before Start. */
export function Prepare({ stream, search, write, setAttach, onStart }: Props) {
  const form = useRuleForm(search, write)
  const consumers = useConsumers(stream.name)
  const outcome = useOutcome(stream, form, search.attach, consumers)
  const { attach } = search
  const start = () => {
    form.flush()
    if (outcome.start) onStart(outcome.start, outcome.lines)
  }
  return (
    <div className="desk">
      <section className="panel rule-form" aria-label="Rule">
        <div className="body">
          <SegmentedControl
            fullWidth
            aria-label="Consumer to use"
            data={[
              { value: 'own', label: 'Own consumer' },
              { value: 'attach', label: 'Attach to another' },
            ]}
            value={attach === undefined ? 'own' : 'attach'}
            onChange={(v) => setAttach(v === 'own' ? undefined : '')}
          />
          {attach === undefined ? (
            <RuleForm form={form} firstSeq={stream.state.first_seq} />
          ) : consumers.data ? (
            <AttachList consumers={consumers.data.consumers} chosen={attach} choose={setAttach} />
          ) : consumers.error ? (
            <ErrorNote error={explain(consumers.error)} />
          ) : (
            <Loading lines={5} label="Loading the consumers" />
          )}
        </div>
      </section>
      <section className="panel" aria-labelledby="outcome">
        <h2 id="outcome">What will happen</h2>
        <div className="body rule-outcome">
          <Outcome {...outcome} onAttach={setAttach} />
          <div className="rule-start">
            <ActionButton size="sm" disabledReason={outcome.disabledReason} onClick={start}>
              {attach === undefined ? 'Start' : attach === '' ? 'Attach' : `Attach to ${attach}`}
            </ActionButton>
            {outcome.refusals.length === 0 && (
              // Read out with the button already where it says why not.
              <span className="dim" aria-hidden={outcome.disabledReason !== undefined}>
                {outcome.disabledReason ?? 'Nothing is created or taken before this.'}
              </span>
            )}
          </div>
        </div>
      </section>
    </div>
  )
}
