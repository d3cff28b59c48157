import { Link as RouterLink } from '@tanstack/react-router'
import type { Link } from '~/nats/types.ts'
import { paths } from '~/lib/paths.ts'
import { useConn, useConnectionLabel, useLink } from '~/stores/connection.ts'

const words: Record<Link['state'], string> = {
  connecting: 'Connecting',
  open: 'Connected',
  reconnecting: 'Reconnecting',
  failed: 'Failed',
  closed: 'Not connected',
}

/** State, server, version and round trip; leads to the connection page. */
export function LinkBadge() {
  const link = useLink()
  const conn = useConn()
  const label = useConnectionLabel()
  const server = link.state === 'open' || link.state === 'reconnecting' ? link.server : undefined
  const whole = conn && [label, conn.options.url, conn.user && `user ${conn.user}`, server && `${server.name} ${server.version}`]
  const title = whole ? whole.filter(Boolean).join(' · ') : 'Choose a server'
  return (
    <RouterLink to={paths.connect()} className="badge" data-state={link.state} title={title}>
      <span className="dot" aria-hidden />
      <span role="status" aria-label={`Connection: ${words[link.state]}`}>
        {words[link.state]}
      </span>
      {server && (
        <>
          <span className="dim clip">{server.name}</span>
          <span className="dim wide-only">· {server.version}</span>
        </>
      )}
      {link.state === 'open' && link.rttMs !== undefined && (
        <span className="mono dim" title="Round trip to the server and back">
          {roundTrip(link.rttMs)}
        </span>
      )}
    </RouterLink>
  )
}

function roundTrip(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
