import type { useConsumers } from '~/hooks/consumers.ts'
import { useStartCount } from '~/hooks/start-count.ts'
import { useAccount } from '~/hooks/streams.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import { attachLines } from '~/lib/rule/attach-sentence.ts'
import { foreseen, foreseenAttach, type Refusal } from '~/lib/rule/foreseen.ts'
import type { RuleField } from '~/lib/rule/rule-problems.ts'
import { ruleLines, type Line } from '~/lib/rule/sentence.ts'
import { attachWarnings, outsideWords, warnings } from '~/lib/rule/warnings.ts'
import type { Stream } from '~/nats/types.ts'
import { useLink } from '~/stores/connection.ts'
import { useTimeStyle } from '~/stores/preferences.ts'
import type { DeskStart } from '~/nats/desk-types.ts'
import type { RuleFormState } from './use-rule-form.ts'

type Outcome = {
  lines: Line[]
  alerts: string[]
  warnings: string[]
  refusals: Refusal[]
  notes: string[]
  /** Why it cannot be started now. */
  disabledReason: string | undefined
  start?: DeskStart
}

type Consumers = Pick<ReturnType<typeof useConsumers>, 'data' | 'error'>

/** What the form, or the consumer to attach to, would come to on this stream now. */
export function useOutcome(stream: Stream, form: RuleFormState, attach: string | undefined, consumers: Consumers): Outcome {
  const block = useWriteBlock()
  const link = useLink()
  const timeStyle = useTimeStyle()
  const account = useAccount().data
  const rule = attach === undefined ? form.rule : undefined
  const found = useStartCount(stream, form.settled ? rule : undefined)
  const list = consumers.data?.consumers ?? []
  const unlisted = consumers.data ? undefined : consumers.error ? explain(consumers.error).message : 'Looking at the consumers'
  const notes = consumers.error && !consumers.data ? [`What consumers there are is not known: ${unlisted}.`] : []
  // What cannot be foreseen is left to the server to say.
  const waits = unlisted !== undefined && !consumers.error ? unlisted : undefined

  if (attach !== undefined) {
    const consumer = list.find((c) => c.name === attach)
    const refusal = attach === '' ? undefined : foreseenAttach(attach, stream, list, consumers.data !== undefined)
    return {
      lines: consumer && !refusal ? attachLines(consumer) : [],
      alerts: [],
      warnings: consumer && !refusal ? attachWarnings(consumer, stream) : [],
      refusals: refusal ? [refusal] : [],
      notes,
      disabledReason: block ?? (attach === '' ? 'Choose a consumer' : (refusal?.message ?? waits)),
      start: { kind: 'attach', consumer: attach },
    }
  }
  if (!rule)
    return {
      lines: linesSoFar(form, stream),
      alerts: [],
      warnings: [],
      refusals: [],
      notes,
      disabledReason: block ?? firstProblem(form),
    }
  const refusals = foreseen({ rule, stream, consumers: list, account })
  const apiLevel = link.state === 'open' || link.state === 'reconnecting' ? (link.server?.apiLevel ?? 1) : 1
  return {
    lines: ruleLines(rule, { stream, found: found.data, apiLevel, timeStyle }),
    alerts: outsideWords(rule, stream),
    warnings: warnings(rule, stream),
    refusals,
    notes: [...notes, ...countNotes(found)],
    disabledReason: block ?? refusals[0]?.message ?? waits,
    start: { kind: 'create', rule },
  }
}

function countNotes({ data, error }: ReturnType<typeof useStartCount>): string[] {
  return error && !data ? [`How many messages that are is not known: ${explain(error).message}.`] : []
}

const names: Partial<Record<RuleField, string>> = {
  seq: 'Sequence',
  time: 'Time',
  filter: 'Subjects',
  wait: 'Ack wait',
  pending: 'Max ack pending',
  max: 'Max deliver',
  backoff: 'Backoff',
  name: 'Name',
  idle: 'Inactive threshold',
}

/** While only the place to start from is still to be entered, all else that the rule does stands already. */
function linesSoFar({ soFar, problems }: RuleFormState, stream: Stream): Line[] {
  if (!soFar) return []
  const starts = `${Object.values(problems)[0]} to start from.`
  return ruleLines(soFar, { stream, apiLevel: 1 }).map((l) => (l.lead === 'Starts' ? { ...l, text: starts } : l))
}

function firstProblem({ problems, missing }: RuleFormState): string {
  const [field, problem] = Object.entries(problems)[0] ?? []
  if (problem !== undefined && missing.includes(field as RuleField)) return problem
  return `${names[field as RuleField] ?? field}: ${problem}`
}
