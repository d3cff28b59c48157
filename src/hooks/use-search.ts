import { useEffect, useRef, useState } from 'react'
import type { LinkError, Stream } from '~/nats/types.ts'
import { SearchSession, type Searching, type SearchPlan } from './search-session.ts'
import { useConnection } from './use-connection.ts'

/** A search over a stream in workers. It starts, stops and goes on when told to, and ends with the page. */
export function useSearch(stream: Stream) {
  const conn = useConnection()
  const [searching, setSearching] = useState<Searching>()
  const [failure, setFailure] = useState<LinkError>()
  const session = useRef<SearchSession | undefined>(undefined)

  useEffect(() => {
    const own = new SearchSession(conn, (s) => {
      if ('searching' in s) setSearching(s.searching)
      if ('failure' in s) setFailure(s.failure)
    })
    session.current = own
    return () => {
      own.close()
      setSearching(undefined)
      setFailure(undefined)
    }
  }, [conn, stream.name])

  return {
    searching,
    failure,
    start: (plan: SearchPlan) => void session.current?.start(stream, plan),
    stop: () => session.current?.stop(),
    goOn: () => session.current?.goOn(),
  }
}
