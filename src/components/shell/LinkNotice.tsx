import { useConn, useLink } from '~/stores/connection.ts'

/** In a dialog, which covers the banner: that what it shows is no longer live. */
export function LinkNotice() {
  const link = useLink()
  const conn = useConn()
  if (!conn || (link.state !== 'reconnecting' && link.state !== 'failed')) return null
  return (
    <p className="form-note danger dialog-notice" role="status">
      The connection is lost: nothing is read or written until it is back. What is typed here is kept.
    </p>
  )
}
