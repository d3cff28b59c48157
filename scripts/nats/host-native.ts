import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atExit } from '../lib/at-exit.ts'
import { ended } from '../lib/process.ts'
import type { Host } from './server.ts'

/** A server as a process of this machine, with its configuration, files and store in one folder. */
export function nativeHost(binary: string, dir: string): Host {
  let child: ChildProcess | undefined
  let log = ''
  const forget = atExit(() => child?.kill('SIGKILL'))

  return {
    dir,
    listenOn: '127.0.0.1',
    async writeFiles(files) {
      mkdirSync(dir, { recursive: true })
      for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
    },
    async launch() {
      // Detached: a Ctrl-C in the terminal goes to us, and we end it in our own order.
      child = spawn(binary, ['-c', join(dir, 'nats.conf')], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
      const keep = (d: Buffer) => (log = (log + d.toString()).slice(-200_000))
      child.stdout?.on('data', keep)
      child.stderr?.on('data', keep)
      child.on('error', (e) => (log += e.message))
    },
    died: () => (child && (child.exitCode !== null || child.signalCode !== null) ? log : undefined),
    async signal(name) {
      child?.kill(name)
    },
    ended: async () => {
      if (child) await ended(child)
    },
    log: async () => log,
    async remove() {
      if (child) {
        child.kill('SIGCONT')
        child.kill('SIGKILL')
        await ended(child)
      }
      forget()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
