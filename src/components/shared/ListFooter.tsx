import type { ReactNode } from 'react'
import { count, plural } from '~/lib/format.ts'

type Props = {
  /** "stream", "bucket". */
  what: string
  shown: number
  all: number
  /** Which the servers gave no answer about, and which they cannot serve. */
  found: { missing: string[]; offline: { name: string; reason: string }[] } | undefined
  children?: ReactNode
}

/** How many are shown of how many there are, and which could not be listed. */
export function ListFooter({ what, shown, all, found, children }: Props) {
  return (
    <>
      <span>{shown === all ? plural(all, what) : `${count(shown)} of ${plural(all, what)}`}</span>
      {children}
      {found && found.missing.length > 0 && (
        <span className="danger">No answer from the leaders of {found.missing.join(', ')}</span>
      )}
      {found?.offline.map((o) => (
        <span key={o.name} className="danger">
          {o.name} is offline: {o.reason}
        </span>
      ))}
    </>
  )
}
