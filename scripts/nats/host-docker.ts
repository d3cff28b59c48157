import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atExit } from '../lib/at-exit.ts'
import { run, lastLine } from '../lib/process.ts'
import type { Host } from './server.ts'

/**
 * On Linux a container shares the host's network: each one that came or went with a bridge of its own would be a change of network
 * to a running Chromium, which then aborts what it is loading (ERR_NETWORK_CHANGED). Elsewhere ports are published.
 */
const hostNetwork = process.platform === 'linux'

/**
 * A server as a container on the loopback interface, on the same ports after a restart. Files are copied in rather than mounted,
 * which works with a remote engine too.
 */
export function dockerHost(image: string, name: string, ports: number[]): Host {
  let made = false
  let gone: string | undefined
  let launches = 0
  const dir = '/data'
  const docker = async (...args: string[]) => {
    const done = await run('docker', args, { timeoutMs: 60_000 })
    if (done.code !== 0) throw new Error(`docker ${args[0]}: ${lastLine(done)}`)
    return done.stdout + done.stderr
  }
  const make = async () => {
    const network = hostNetwork ? ['--network', 'host'] : ports.flatMap((p) => ['-p', `127.0.0.1:${p}:${p}`])
    await docker('create', '--name', name, '--label', 'windsock=test', ...network, image, '-c', `${dir}/nats.conf`)
    made = true
  }
  const forget = atExit(() => made && spawnSync('docker', ['rm', '-f', '-v', name], { stdio: 'ignore' }))

  return {
    dir,
    listenOn: hostNetwork ? '127.0.0.1' : '0.0.0.0',
    async writeFiles(files) {
      if (!made) await make()
      const from = mkdtempSync(join(tmpdir(), 'windsock-files-'))
      for (const [file, text] of Object.entries(files)) writeFileSync(join(from, file), text)
      try {
        await docker('cp', `${from}/.`, `${name}:${dir}`)
      } finally {
        rmSync(from, { recursive: true, force: true })
      }
    },
    async launch() {
      const launch = ++launches
      gone = undefined
      await docker('start', name)
      // `docker wait` answers when the container has ended; by then it may have been started again, and that end is no news.
      void run('docker', ['wait', name]).then(async () => {
        const log = await this.log()
        if (launch === launches) gone = log
      })
    },
    died: () => gone,
    async signal(signal) {
      if (signal === 'SIGSTOP') await docker('pause', name)
      else if (signal === 'SIGCONT') await docker('unpause', name)
      else await docker('kill', '--signal', signal, name)
    },
    ended: async () => void (await docker('wait', name)),
    log: async () => {
      const done = await run('docker', ['logs', name])
      return done.stdout + done.stderr
    },
    async remove() {
      forget()
      made = false
      await run('docker', ['rm', '-f', '-v', name])
    },
  }
}
