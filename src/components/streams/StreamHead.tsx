import { Link } from '@tanstack/react-router'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Staleness } from '~/components/shared/Staleness.tsx'

type Props = {
  stream: string
  /** What of the stream the page shows: "messages". */
  shows: string
  query: UseQueryResult
  /** What can be done, and where else to look. */
  children: ReactNode
}

/** The head of a page about one side of a stream: the stream, which is one click away, and how fresh what is shown is. */
export function StreamHead({ stream, shows, query, children }: Props) {
  return (
    <div className="page-head">
      <h1>
        <Link to="/streams/$stream" params={{ stream }} className="mono">
          {stream}
        </Link>{' '}
        {shows}
      </h1>
      <Staleness query={query} />
      <span className="push" />
      {children}
    </div>
  )
}
