import { Link as RouterLink } from '@tanstack/react-router'
import { useUserInfo } from '~/hooks/user-info.ts'
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

/** State, server, version, account and round trip; leads to the connection page. */
export function LinkBadge() {
  const link = useLink()
  const conn = useConn()
  const label = useConnectionLabel()
  const server = link.state === 'open' || link.state === 'reconnecting' ? link.server : undefined
  const who = useUserInfo()
  const user = conn?.user ?? who?.user
  const whole = conn && [
    label,
    conn.options.url,
    who && `account ${who.accountName}`,
    user && `user ${user}`,
    server && `${server.name} ${server.version}`,
  ]
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
          {who && <span className="dim clip wide-only">· account {who.accountName}</span>}
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
