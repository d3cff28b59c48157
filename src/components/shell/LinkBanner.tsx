import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { paths } from '~/lib/paths.ts'
import { useNow } from '~/hooks/use-now.ts'
import type { LinkError } from '~/nats/types.ts'
import { retryNow, useConn, useLink } from '~/stores/connection.ts'

/** The one place where a lost connection is told: what happened, what is kept, what is tried again. */
export function LinkBanner() {
  const link = useLink()
  const conn = useConn()
  const now = useNow(link.state === 'reconnecting' ? 1000 : undefined)
  if (!conn || (link.state !== 'reconnecting' && link.state !== 'failed')) return null
  const { error } = link
  return (
    <div className="banner" role="alert">
      <strong>{error.message}.</strong>
      {link.state === 'reconnecting' ? (
        <span>
          {link.server ? 'What is on screen is kept, but no longer live. ' : ''}
          {link.nextTry ? `Next try in ${Math.max(1, Math.ceil((link.nextTry - now) / 1000))} s.` : 'Trying now ...'}
        </span>
      ) : (
        <span>{error.next ? `${error.next}.` : ''} What is on screen is kept, but no longer live.</span>
      )}
      <Causes error={link.state === 'reconnecting' ? (link.lastTry ?? error) : error} />
      {link.state === 'reconnecting' && (
        <Button variant="default" onClick={retryNow}>
          Try now
        </Button>
      )}
      <Link to={paths.connect()}>Connection settings</Link>
    </div>
  )
}

function Causes({ error }: { error: LinkError }) {
  if (!error.causes) return null
  return (
    <details>
      <summary>{error.message}: possible causes</summary>
      <ol>
        {error.causes.map((cause) => (
          <li key={cause}>{cause}</li>
        ))}
      </ol>
    </details>
  )
}
