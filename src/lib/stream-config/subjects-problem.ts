import { firstOverlap } from '../subject-overlap.ts'
import { matches } from '../subjects.ts'
import { isMirror, sourcesOf, type StreamDraft } from './draft.ts'
import { labelOf } from './fields.ts'
import { splitSubjects } from '../subjects-text.ts'
import { subjectProblem } from './transform.ts'

/** What is wrong with the subjects of a stream, or undefined. */
export function subjectsProblem(d: StreamDraft): string | undefined {
  const subjects = splitSubjects(d.subjects)
  if (isMirror(d))
    return subjects.length > 0
      ? 'A mirror stores what its origin does, and has no subjects of its own: leave this empty'
      : undefined
  if (subjects.length === 0) return sourcesOf(d).length > 0 ? undefined : 'Name the subjects that it stores'
  for (const s of subjects) {
    const problem = subjectProblem(s)
    if (problem) return subjects.length > 1 ? `${s}: ${problem}` : problem
  }
  return overlapIn(subjects) ?? (d.no_ack === 'true' ? undefined : needsNoAck(subjects))
}

function overlapIn(subjects: string[]): string | undefined {
  const [other, s] = firstOverlap(subjects) ?? []
  if (other === undefined) return undefined
  return other === s ? `${s} appears twice` : `${other} and ${s} overlap: a message would be stored twice`
}

/** As nats-server has it (server/stream.go, checkStreamCfg). */
function needsNoAck(subjects: string[]): string | undefined {
  const own = subjects.find((s) => s === '>' || isWithin('$JS.>', s) || isWithin('$JSC.>', s) || isWithin('$SYS.>', s))
  if (own === undefined || isWithin('$JS.EVENT.>', own) || isWithin('$SYS.ACCOUNT.>', own)) return undefined
  return `${own} takes in the subjects of the server itself: turn on "${labelOf('no_ack')}", or name fewer`
}

const isWithin = (wide: string, narrow: string) => matches(wide, narrow)
