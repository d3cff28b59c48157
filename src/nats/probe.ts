const LIMIT_MS = 2500

/** True when a WebSocket opens at the address. Nothing is sent over it. */
export function probeWebSocket(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    let socket: WebSocket
    try {
      socket = new WebSocket(url)
    } catch {
      return resolve(false) // forbidden from this page, for example mixed content
    }
    const end = (opened: boolean) => {
      clearTimeout(timer)
      resolve(opened)
      socket.close()
    }
    const timer = setTimeout(() => end(false), LIMIT_MS)
    socket.onopen = () => end(true)
    socket.onerror = () => end(false)
  })
}

/** True when anything answers HTTP there. What it says cannot be read from another origin, and need not be. */
export async function probeHttp(url: URL): Promise<boolean> {
  return (await ask(url, '/', 'no-cors')) !== undefined
}

/** True for the monitoring port of a nats-server: the only one that lets any page read it. */
export async function probeMonitoring(url: URL): Promise<boolean> {
  const reply = await ask(url, '/varz', 'cors')
  return reply?.ok === true && /"server_id"/.test(await reply.text())
}

async function ask(url: URL, path: string, mode: RequestMode): Promise<Response | undefined> {
  const address = `${url.protocol === 'wss:' ? 'https' : 'http'}://${url.host}${path}`
  try {
    return await fetch(address, { mode, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(LIMIT_MS) })
  } catch {
    return undefined
  }
}
