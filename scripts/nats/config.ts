import type { ConfigContext } from './server.ts'

export type ConfigParts = {
  /** Lines inside `websocket { }`; default: no TLS, compression on. */
  websocket?: string
  /** false leaves JetStream out; a text goes inside `jetstream { }`. */
  jetstream?: string | false
  /** Any further top-level configuration: authorization, accounts, limits. */
  extra?: string
}

/**
 * The usual configuration. Compression is on because the server otherwise cuts what it sends to a browser into 4 kB frames,
 * which halves the speed of everything.
 */
export function configOf(parts: ConfigParts = {}): (context: ConfigContext) => string {
  return ({ name, host, port, wsPort, storeDir }) => `
server_name: "${name}"
listen: "${host}:${port}"
${parts.jetstream === false ? '' : `jetstream { store_dir: "${storeDir}"\n${parts.jetstream ?? ''} }`}
websocket {
  listen: "${host}:${wsPort}"
  ${parts.websocket ?? 'no_tls: true\n  compression: true'}
}
${parts.extra ?? ''}
`
}
