import type { UseQueryResult } from '@tanstack/react-query'
import { explain } from '~/hooks/use-connection.ts'
import type { LinkError } from '~/nats/types.ts'
import { useLink } from '~/stores/connection.ts'

type Query = Pick<UseQueryResult, 'data' | 'error' | 'dataUpdatedAt'>

/** What to show instead of a page that has nothing to show. A lost connection is told by the banner alone. */
export function failureOf(query: Query): LinkError | undefined {
  if (!query.error || query.data !== undefined) return undefined
  const error = explain(query.error)
  return error.kind === 'disconnected' ? undefined : error
}

/** When the figures are from, and why they are not newer. */
export function Staleness({ query }: { query: Query }) {
  const live = useLink().state === 'open'
  if (!query.dataUpdatedAt) return null
  const at = new Date(query.dataUpdatedAt).toLocaleTimeString('en-GB')
  const error = query.error ? explain(query.error) : undefined
  if (error && error.kind !== 'disconnected') {
    return (
      <span className="danger" role="status">
        {error.message}. Last seen {at}
      </span>
    )
  }
  return <span className={live ? 'dim' : 'attention'}>{live ? `Updated ${at}` : `Not live: as of ${at}`}</span>
}
