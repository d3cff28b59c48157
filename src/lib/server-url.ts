/** Why an address cannot be that of a server's WebSocket, or undefined. */
export function serverUrlProblem(input: string): string | undefined {
  const text = input.trim()
  if (text === '') return 'An address is required, for example ws://127.0.0.1:8080'
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'nats' || scheme === 'tls')
    return `${scheme}:// is for other clients: a browser needs the websocket port, with ws:// or wss://`
  if (scheme !== 'ws' && scheme !== 'wss') return 'The address starts with ws:// or, for TLS, wss://'
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'This is not an address: expected ws://host:port'
  }
  if (url.hostname === '') return 'The address has no host'
  if (url.username || url.password) return 'Credentials do not belong into the address: use the fields below'
  if (url.hash) return 'An address of a server has no # part'
  return undefined
}
