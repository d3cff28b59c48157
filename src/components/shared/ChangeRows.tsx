import type { ReactNode } from 'react'

export type ChangeRow = { key: string; label: string; before: ReactNode; after: ReactNode }

/** Rows of a table of changes: what it is, as it is now, as it will be. */
export function ChangeRows({ rows }: { rows: ChangeRow[] }) {
  return rows.map((r) => (
    <tr key={r.key}>
      <th scope="row">{r.label}</th>
      <td className="mono pre">{r.before}</td>
      <td className="mono pre">{r.after}</td>
    </tr>
  ))
}
