import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Refusal } from '~/lib/rule/foreseen.ts'
import type { Line } from '~/lib/rule/sentence.ts'

type Props = {
  lines: Line[]
  /** Filters that nothing can match: said before all else. */
  alerts: string[]
  warnings: string[]
  refusals: Refusal[]
  /** What is not known, and why. */
  notes: string[]
  /** Takes an empty name for "choose one". */
  onAttach: (name: string) => void
}

const MOST_OFFERED = 3

/** What would happen: in sentences, and what to know about it; or, since it would not happen, what the server would refuse. */
export function Outcome({ lines, alerts, warnings, refusals, notes, onAttach }: Props) {
  if (refusals.length > 0) {
    return (
      <section aria-label="What the server would refuse" className="refusals">
        {refusals.map((r) => (
          <RefusalNote key={r.message} refusal={r} onAttach={onAttach} />
        ))}
      </section>
    )
  }
  return (
    <>
      {alerts.length > 0 && (
        <ul className="cautions danger" role="alert" aria-label="What cannot match">
          {alerts.map((a) => (
            <li key={a}>
              <IconAlertTriangle size={16} aria-hidden /> <strong>{a}</strong>
            </li>
          ))}
        </ul>
      )}
      <Lines lines={lines} />
      {warnings.length + notes.length > 0 && (
        <ul className="cautions" aria-label="To know before">
          {warnings.map((w) => (
            <Caution key={w}>{w}</Caution>
          ))}
          {notes.map((n) => (
            <li key={n} className="dim">
              {n}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Each sentence with its lead word. */
export function Lines({ lines }: { lines: Line[] }) {
  if (lines.length === 0) return null
  return (
    <ul className="rule-lines" aria-label="What the rule does">
      {lines.map(({ lead, text }) => (
        <li key={lead}>
          <strong>{lead}</strong> <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}

function Caution({ children }: { children: ReactNode }) {
  return (
    <li>
      <IconAlertTriangle size={14} className="attention" aria-hidden /> <span>{children}</span>
    </li>
  )
}

function RefusalNote({ refusal: r, onAttach }: { refusal: Refusal; onAttach: (name: string) => void }) {
  const pull = r.inTheWay.filter((c) => c.cannotAttach === undefined)
  const push = r.inTheWay.filter((c) => c.cannotAttach !== undefined).slice(0, MOST_OFFERED)
  return (
    <div className="refusal">
      <strong>{r.message}.</strong> {r.next}
      {pull.length === 0 ? '.' : pull.length === 1 ? ', or attach to it instead.' : ', or attach to one of them instead.'}
      {pull.length > 0 && (
        <div className="refusal-offers">
          {pull.slice(0, MOST_OFFERED).map((c) => (
            <Button key={c.name} variant="default" onClick={() => onAttach(c.name)}>
              Attach to {c.name} instead
            </Button>
          ))}
          {pull.length > MOST_OFFERED && (
            <Button variant="subtle" onClick={() => onAttach('')}>
              Attach to another
            </Button>
          )}
        </div>
      )}
      {push.map((c) => (
        <div key={c.name} className="dim">
          {c.name} cannot be attached to. {c.cannotAttach}.
        </div>
      ))}
    </div>
  )
}
