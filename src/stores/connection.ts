import { create } from 'zustand'
import { openConnection, settled, type Connection } from '~/nats/connection.ts'
import type { ConnectOptions, Link } from '~/nats/types.ts'

type State = {
  conn: Connection | undefined
  link: Link
  /** Under which name the operator knows this connection. */
  label: string
  /** Whether this connection has ever been open: until then there is nothing on screen to keep. */
  wasOpen: boolean
}

/** The one connection of the page. It lives here and not in a component, since components come and go. */
const useConnectionStore = create<State>(() => ({ conn: undefined, link: { state: 'closed' }, label: '', wasOpen: false }))

export const useConn = () => useConnectionStore((s) => s.conn)
export const useLink = () => useConnectionStore((s) => s.link)
export const useConnectionLabel = () => useConnectionStore((s) => s.label)
/** True when there is a connection that has something to show, or may yet have. */
export const useHasConnection = () => useConnectionStore((s) => s.conn !== undefined && (s.wasOpen || s.link.state !== 'failed'))
export const currentLabel = () => useConnectionStore.getState().label
export const currentConnection = () => useConnectionStore.getState().conn

/** Connects and waits for the outcome. A failure leaves the connection that was open before as it is. */
export async function connectTo(options: ConnectOptions, label: string): Promise<Link> {
  const conn = openConnection(options)
  const link = await settled(conn)
  if (link.state === 'open') adopt(conn, label)
  else conn.close()
  return link
}

/** Connects in the background and goes on trying: for presets and reloads, where nobody waits at a form. */
export function keepConnecting(options: ConnectOptions, label: string): void {
  adopt(openConnection(options, { persist: true }), label)
}

export function disconnect(): void {
  currentConnection()?.close()
  useConnectionStore.setState({ conn: undefined, link: { state: 'closed' }, label: '', wasOpen: false })
}

export function retryNow(): void {
  currentConnection()?.retryNow()
}

function adopt(conn: Connection, label: string): void {
  currentConnection()?.close()
  useConnectionStore.setState({ conn, link: conn.link, label, wasOpen: conn.link.state === 'open' })
  conn.onLink((link) => {
    if (currentConnection() === conn) useConnectionStore.setState(link.state === 'open' ? { link, wasOpen: true } : { link })
  })
}

/** After sleep or a network change timers cannot be trusted: ask the link at once. Returns the way to stop. */
export function watchWakeUps(): () => void {
  const wake = () => {
    if (document.visibilityState !== 'visible') return
    const conn = currentConnection()
    conn?.retryNow()
    void conn?.checkNow()
  }
  const leave = () => currentConnection()?.close()
  document.addEventListener('visibilitychange', wake)
  window.addEventListener('online', wake)
  // A page that goes into the back-forward cache keeps its connection; any other closes it properly.
  const onHide = (e: PageTransitionEvent) => !e.persisted && leave()
  window.addEventListener('pagehide', onHide)
  return () => {
    document.removeEventListener('visibilitychange', wake)
    window.removeEventListener('online', wake)
    window.removeEventListener('pagehide', onHide)
  }
}
