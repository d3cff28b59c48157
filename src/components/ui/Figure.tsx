import type { ReactNode } from 'react'

type Props = {
  label: string
  value: ReactNode
  /** Shown on hover. */
  exact?: string
  /** Absent = there is no limit to speak of. */
  used?: number | undefined
  /** Absent = unlimited; draws a meter otherwise. */
  limit?: number | undefined
  show?: (n: number) => string
}

/** One number with its name and, where there is a limit, how much of it is used. */
export function Figure({ label, value, exact, used, limit, show }: Props) {
  const share = used !== undefined && limit ? Math.min(1, used / limit) : undefined
  return (
    <div>
      <div className="label">{label}</div>
      <div className="value" title={exact}>
        {value}
      </div>
      {used !== undefined && <div className="label">{limit === undefined ? 'unlimited' : `of ${show?.(limit) ?? limit}`}</div>}
      {share !== undefined && (
        <div className="meter" data-high={share > 0.9} aria-hidden>
          <div style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </div>
  )
}
