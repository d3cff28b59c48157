import { randomBytes } from 'node:crypto'
import { freePorts } from '../lib/ports.ts'
import { cacheDir } from '../lib/paths.ts'
import { dockerHost } from './host-docker.ts'
import { nativeHost } from './host-native.ts'
import { waitUntilReady } from './ready.ts'
import type { Found } from './ways/way.ts'

/** What a configuration may refer to: the ports to listen on, the store, and the paths of extra files as the server sees them. */
export type ConfigContext = {
  name: string
  host: string
  port: number
  wsPort: number
  storeDir: string
  file: (name: string) => string
}

export type ServerOptions = {
  /** The whole configuration; see config.ts for the usual ones. */
  config: (context: ConfigContext) => string
  /** Extra files by name (certificates, resolver data), put where `file(name)` says. */
  files?: Record<string, string>
}

/** A running server; the caller cannot tell whether it is a process or a container. */
export interface NatsServer {
  readonly name: string
  /** For browsers: ws://127.0.0.1:port (say wss yourself where TLS is configured). */
  readonly wsUrl: string
  readonly wsPort: number
  /** For the official Node client: nats://127.0.0.1:port. */
  readonly url: string
  readonly version: string
  readonly kind: Found['kind']
  /** Ends it as an operator would; what it stored stays. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same ports with the same store, with a new configuration if one is given. */
  start(config?: ServerOptions['config']): Promise<void>
  /** Freezes it: the socket stays open, nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Reads the given configuration while running (SIGHUP). */
  reload(config: ServerOptions['config']): Promise<void>
  /** What it logged, once it has ended. */
  died(): string | undefined
  /** Everything it has logged so far. */
  log(): Promise<string>
  /** Ends it and removes all that it stored. */
  destroy(): Promise<void>
}

/** The part that differs between a process and a container. */
export interface Host {
  /** Where the configuration, the files and the store are, as the server sees them. */
  readonly dir: string
  /** The address to listen on, as the server sees it. */
  readonly listenOn: string
  writeFiles(files: Record<string, string>): Promise<void>
  launch(): Promise<void>
  /** Resolves to what it logged when it has ended by itself. */
  died(): string | undefined
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGHUP' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  ended(): Promise<void>
  log(): Promise<string>
  remove(): Promise<void>
}

/** Starts a server of the given find on free loopback ports and waits until it answers. */
export async function startServer(found: Found, options: ServerOptions): Promise<NatsServer> {
  for (let attempt = 1; ; attempt++) {
    const [port, wsPort] = (await freePorts(2)) as [number, number]
    try {
      return await startOn(found, options, port, wsPort)
    } catch (e) {
      // Somebody else can take a free port before the server does; anything else will fail again.
      if (attempt < 3 && /address already in use|port is already allocated/.test((e as Error).message)) continue
      throw e
    }
  }
}

async function startOn(found: Found, options: ServerOptions, port: number, wsPort: number): Promise<NatsServer> {
  const name = `windsock-${randomBytes(4).toString('hex')}`
  const host =
    found.kind === 'docker' ? dockerHost(found.image, name, [port, wsPort]) : nativeHost(found.path, cacheDir('run', name))
  const context: ConfigContext = {
    name,
    host: host.listenOn,
    port,
    wsPort,
    storeDir: `${host.dir}/store`,
    file: (file) => `${host.dir}/${file}`,
  }
  let config = options.config

  const start = async (next?: ServerOptions['config']) => {
    config = next ?? config
    await host.writeFiles({ ...options.files, 'nats.conf': config(context) })
    await host.launch()
    try {
      await waitUntilReady(port, wsPort, () => host.died())
    } catch (e) {
      await host.remove()
      throw e
    }
  }
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    await host.signal(signal)
    await host.ended()
  }

  await start()
  return {
    name,
    wsUrl: `ws://127.0.0.1:${wsPort}`,
    wsPort,
    url: `nats://127.0.0.1:${port}`,
    version: found.version,
    kind: found.kind,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start,
    pause: () => host.signal('SIGSTOP'),
    resume: () => host.signal('SIGCONT'),
    reload: async (next) => {
      config = next
      await host.writeFiles({ 'nats.conf': config(context) })
      await host.signal('SIGHUP')
    },
    died: () => host.died(),
    log: () => host.log(),
    destroy: () => host.remove(),
  }
}
