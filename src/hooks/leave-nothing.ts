import type { Connection } from '~/nats/connection.ts'

/**
 * Deletes a consumer when the page goes: a tab that is closed, a reload, another address. Returns the way to stop that. What a
 * page sends while it is torn down (pagehide) never arrives, so it is sent when the browser asks whether the page may go; nothing
 * of ours says no for such a consumer. A crash says nothing; then the server removes the consumer by its inactive threshold.
 */
export function leaveNothing(conn: Connection, stream: string, consumer: string | (() => string | undefined)): () => void {
  const leave = () => {
    const name = typeof consumer === 'string' ? consumer : consumer()
    // No answer can be waited for any more.
    if (name) conn.sendNow(`${conn.apiPrefix}.CONSUMER.DELETE.${stream}.${name}`)
  }
  window.addEventListener('beforeunload', leave)
  return () => window.removeEventListener('beforeunload', leave)
}
