import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Connection } from '~/nats/connection.ts'
import type { LinkError } from '~/nats/types.ts'
import { toAppError } from '~/nats/errors.ts'
import { useConn, useLink } from '~/stores/connection.ts'
import { useReadOnly } from '~/stores/preferences.ts'

/** The connection, for pages below the guard that has seen to it that there is one. */
export function useConnection(): Connection {
  const conn = useConn()
  if (!conn) throw new Error('a page that needs a connection was shown without one')
  return conn
}

/** Whether what is on screen is kept up to date. */
export function useIsLive(): boolean {
  return useLink().state === 'open'
}

/** Why nothing can be written now, or undefined when it can. Every control that writes is disabled with this as its reason. */
export function useWriteBlock(): string | undefined {
  const live = useIsLive()
  const readOnly = useReadOnly()
  if (!live) return 'Not connected: nothing can be written until the connection is back'
  return readOnly ? 'Read-only mode is on' : undefined
}

/** Fetches everything again when the connection has come back. */
export function useRefetchAfterReconnect(): void {
  const client = useQueryClient()
  const conn = useConn()
  const state = useLink().state
  const before = useRef(state)
  useEffect(() => {
    if (conn && state === 'open' && before.current !== 'open') void client.invalidateQueries({ queryKey: [conn.id] })
    before.current = state
  }, [client, conn, state])
}

/** The sentence for anything that a query or a mutation failed with. */
export function explain(e: unknown): LinkError {
  return toAppError(e).toPlain()
}
