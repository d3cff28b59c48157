import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { chromium } from '@playwright/test'
import { build, preview } from 'vite'
import type { Measure, Result, Setting } from '../bench/measure.ts'
import { ack, desk } from '../bench/measures/desk.ts'
import { kv } from '../bench/measures/kv.ts'
import { kvPage } from '../bench/measures/kv-page.ts'
import { live, payload, searchPage } from '../bench/measures/main-thread.ts'
import { objects } from '../bench/measures/objects.ts'
import { open, search, tail } from '../bench/measures/throughput.ts'
import { findChromium, launchFlags } from './browser/find.ts'
import { cacheDir, root } from './lib/paths.ts'
import { configOf } from './nats/config.ts'
import { findNative, findServer } from './nats/find.ts'
import { startServer } from './nats/server.ts'
import { publishMany } from './testing/official.ts'
import { buildDashboard } from './web/build.ts'
import { serveDashboard } from './web/serve.ts'

const measures: Measure[] = [tail, search, open, searchPage, payload, live, ack, desk, kv, kvPage, objects]
/** Fewer for a quick look: BENCH_MESSAGES=200000. */
const COUNT = Number(process.env.BENCH_MESSAGES ?? 1_000_000)
const STREAM = 'BENCH'
const file = join(root, 'bench', 'results.json')

const asked = process.argv.slice(2)
const chosen = measures.filter((m) => asked.length === 0 || asked.includes(m.name))
const unknown = asked.filter((a) => !measures.some((m) => m.name === a))
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${measures.map((m) => m.name).join(', ')}`)
  process.exit(1)
}

await buildDashboard()
const benchUrl = await serveBench()
// A container's port is forwarded by a process of its own, which takes as much of the two cores as what is measured.
const found = await findNative().catch(() => findServer())
const browser = await chromium.launch({ executablePath: await findChromium(), args: launchFlags() })
const chromiumVersion = browser.version()
const results: Result[] = []
try {
  for (const [compression, websocket] of [
    ['WebSocket compression on', 'no_tls: true\n  compression: true'],
    ['WebSocket compression off', 'no_tls: true'],
  ] as const) {
    results.push(...(await runAll(compression, websocket)))
  }
} finally {
  await browser.close()
}
report(results)
process.exit(0)

async function runAll(compression: string, websocket: string): Promise<Result[]> {
  const server = await startServer(found, { config: configOf({ websocket }) })
  const nc = await connect({ servers: server.url })
  const them = { nc, js: jetstream(nc), jsm: await jetstreamManager(nc) }
  const web = await serveDashboard({ config: { connections: [{ name: 'Bench', url: server.wsUrl }], connect: 'Bench' } })
  const setting: Setting = { browser, server, them, compression, benchUrl, appUrl: web.url, stream: STREAM, count: COUNT }
  try {
    console.log(`\n${compression}: filling a stream with ${COUNT} messages ...`)
    await them.jsm.streams.add({ name: STREAM, subjects: ['bench.>'], storage: StorageType.Memory, allow_direct: true })
    await publishMany(them, COUNT, (i) => `bench.${i % 100}`, body)
    const all: Result[] = []
    for (const m of chosen) {
      console.log(`  ${m.name} ...`)
      const some = await m.run(setting)
      for (const r of some) console.log(`    ${line(r)}`)
      all.push(...some)
      keep(some) // at once: a later one may fail
    }
    return all
  } finally {
    await nc.close()
    await web.stop()
    await server.destroy()
  }
}

/** 130 bytes; one in ten thousand holds what is searched for. */
function body(i: number): string {
  return `{"id":${i},"note":"${i % 10_000 === 0 ? 'needle' : 'hay'}","fill":"`.padEnd(128, 'x') + '"}'
}

async function serveBench(): Promise<string> {
  const options = {
    configFile: false as const,
    root: join(root, 'bench'),
    logLevel: 'warn' as const,
    resolve: { alias: { '~': fileURLToPath(new URL('../src', import.meta.url)) } },
    worker: { format: 'es' as const },
    build: { outDir: cacheDir('bench'), emptyOutDir: true, target: 'es2022' },
  }
  await build(options)
  const server = await preview({ ...options, preview: { host: '127.0.0.1', port: 0 } })
  return server.resolvedUrls?.local[0] ?? fail('The bench page could not be served')
}

function fail(why: string): never {
  throw new Error(why)
}

/** A run of some benchmarks keeps the figures of the others. */
function keep(fresh: Result[]): void {
  const old = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : []
  const merged = [...old.filter((o) => !fresh.some((f) => f.name === o.name)), ...fresh]
  writeFileSync(file, `${JSON.stringify(merged, null, 2)}\n`)
}

function line(r: Result): string {
  const round = (n: number) => (n >= 100 ? Math.round(n).toLocaleString('en-GB') : n.toFixed(2))
  const against = r.ratio === null || r.baseline === null ? '' : `  (baseline ${round(r.baseline)}, ratio ${r.ratio.toFixed(2)})`
  return `${r.name}: ${round(r.value)} ${r.unit}${against}`
}

function report(all: Result[]): void {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`
  console.log(
    `\nMachine: ${machine}\nChromium ${chromiumVersion}, nats-server ${found.version}, Node ${process.version}, nats.ws 1.30.3\n`,
  )
  console.table(
    all.map((r) => ({
      name: r.name,
      value: Number(r.value.toFixed(2)),
      unit: r.unit,
      baseline: r.baseline === null ? '' : Number(r.baseline.toFixed(2)),
      ratio: r.ratio === null ? '' : Number(r.ratio.toFixed(2)),
    })),
  )
  console.log('Written to bench/results.json')
}
