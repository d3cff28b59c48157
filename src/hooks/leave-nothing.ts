import type { Connection } from '~/nats/connection.ts'

/**
 * Deletes a consumer when the page goes: a tab that is closed, a reload, another address. Returns the way to stop that. A crash
 * says nothing; then the server removes the consumer by its inactive threshold.
 */
export function leaveNothing(conn: Connection, stream: string, consumer: string | (() => string | undefined)): () => void {
  const leave = () => {
    const name = typeof consumer === 'string' ? consumer : consumer()
    // No answer can be waited for any more. Without a link there is nobody to tell.
    if (name && conn.link.state === 'open') {
      conn.publish(`${conn.apiPrefix}.CONSUMER.DELETE.${stream}.${name}`, '', { reply: conn.newInbox() })
    }
  }
  // Before the connection's own listener, which closes it.
  window.addEventListener('pagehide', leave, { capture: true })
  return () => window.removeEventListener('pagehide', leave, { capture: true })
}
