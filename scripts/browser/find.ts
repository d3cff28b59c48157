import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { run, lastLine } from '../lib/process.ts'

const flags = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-gpu',
]

/** How to start Chromium here. As root it refuses its sandbox, and a container has none to offer. */
export function launchFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags
}

/**
 * The path of a Chromium: CHROMIUM if set, Playwright's own if it is here, the system's, Playwright's own if it can be downloaded,
 * Debian's package where we are root. Throws with what was tried.
 */
export async function findChromium(): Promise<string> {
  const tried: string[] = []
  for (const [name, find] of ways) {
    const found = await find()
    if (typeof found === 'string') return found
    tried.push(`  - ${name}: ${found.reason}`)
  }
  throw new Error(
    ['No Chromium could be found. Tried, in this order:', ...tried, 'Set CHROMIUM=/path/to/chromium, or install one.'].join('\n'),
  )
}

type Find = () => Promise<string | { reason: string }>

const ways: [string, Find][] = [
  [
    'CHROMIUM',
    async () =>
      process.env.CHROMIUM
        ? existsSync(process.env.CHROMIUM)
          ? process.env.CHROMIUM
          : { reason: 'no such file' }
        : { reason: 'not set' },
  ],
  ["Playwright's own", async () => ownBrowser()],
  ['the system', systemBrowser],
  ["download of Playwright's own", downloadBrowser],
  ["Debian's package", debianPackage],
]

function ownBrowser(): string | { reason: string } {
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : { reason: 'not downloaded' }
}

async function systemBrowser(): Promise<string | { reason: string }> {
  // The shell has no window to draw, which takes a quarter of the time away; it is what Playwright itself would use.
  for (const name of ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const { code, stdout } = await run('which', [name])
    if (code === 0 && stdout.trim()) return stdout.trim()
  }
  return { reason: 'none on PATH' }
}

async function downloadBrowser(): Promise<string | { reason: string }> {
  console.log('Downloading a Chromium ...')
  const done = await run('npx', ['playwright', 'install', 'chromium', '--only-shell'], { timeoutMs: 180_000 })
  if (done.code !== 0) return { reason: lastLine(done) }
  return ownBrowser()
}

async function debianPackage(): Promise<string | { reason: string }> {
  if (!existsSync('/etc/debian_version')) return { reason: 'this is not a Debian machine' }
  if (process.getuid?.() !== 0) return { reason: 'not root: run apt-get install chromium yourself' }
  console.log("Installing Debian's chromium ...")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { timeoutMs: 180_000, env })
  const install = (name: string) =>
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], { timeoutMs: 600_000, env })
  const shell = await install('chromium-headless-shell')
  const done = shell.code === 0 ? shell : await install('chromium')
  return done.code === 0 ? systemBrowser() : { reason: lastLine(done) }
}
