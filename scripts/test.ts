import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './browser/find.ts'
import { cacheDir, root } from './lib/paths.ts'
import { runVisibly } from './lib/process.ts'

/**
 * All checks in order, cheapest first, each run to its end so that one report shows everything. `npm test -- unit e2e` runs only
 * the named ones.
 */
type Counts = { passed: number; failed: number; names?: string[] }
type Stage = { name: string; run: () => Promise<Counts> }

const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const reports = cacheDir('reports')

/** A tool that says yes or no counts as one. */
async function check(command: string, ...args: string[]): Promise<Counts> {
  const code = await runVisibly(command, args, { cwd: root })
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function vitest(project: string): Promise<Counts> {
  const report = join(reports, `${project}.json`)
  rmSync(report, { force: true })
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runVisibly(bin('vitest'), args, { cwd: root })
  return counted(report, code, (r) => ({
    passed: r.numPassedTests,
    failed: r.numFailedTests,
    names: r.testResults.flatMap((file) => [
      ...file.assertionResults.filter((t) => t.status === 'failed').map((t) => `${t.fullName}: ${t.failureMessages[0] ?? ''}`),
      ...(file.message ? [`${file.name}: ${file.message}`] : []),
    ]),
  }))
}

async function playwright(): Promise<Counts> {
  const report = join(reports, 'e2e.json')
  rmSync(report, { force: true })
  const env = { ...process.env, CHROMIUM: await findChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const code = await runVisibly(bin('playwright'), ['test', '--reporter=list,json'], { cwd: root, env })
  return counted(report, code, (r) => ({
    passed: r.stats.expected,
    failed: r.stats.unexpected + r.stats.flaky,
    names: r.suites
      .flatMap(specsOf)
      .filter((s) => !s.ok)
      .map((s) => `${s.file}:${s.line} ${s.title}`),
  }))
}

type Spec = { title: string; file: string; line: number; ok: boolean }
type Suite = { specs: Spec[]; suites?: Suite[] }
const specsOf = (suite: Suite): Spec[] => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)]

/** What is read of vitest's and of Playwright's report. */
type Report = {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[]
  }[]
  stats: { expected: number; unexpected: number; flaky: number }
  suites: Suite[]
}

/** The counts of a report; a runner that failed without a failed test (or without a report) still counts as a failure. */
function counted(report: string, code: number, read: (r: Report) => Counts): Counts {
  try {
    const counts = read(JSON.parse(readFileSync(report, 'utf8')) as Report)
    return { ...counts, failed: counts.failed === 0 && code !== 0 ? 1 : counts.failed }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

const stages: Stage[] = [
  { name: 'types', run: () => check(bin('tsc'), '--noEmit') },
  { name: 'lint', run: () => check(bin('oxlint'), '--type-aware', '--deny-warnings') },
  { name: 'format', run: () => check(bin('oxfmt'), '--check', '.') },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'build', run: () => check(bin('vite'), 'build') },
  { name: 'size', run: () => check(process.execPath, '--import', 'tsx', join(root, 'scripts', 'size.ts')) },
  { name: 'integration', run: () => vitest('integration') },
  { name: 'e2e', run: playwright },
]

const wanted = process.argv.slice(2)
const unknown = wanted.filter((w) => !stages.some((s) => s.name === w))
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(', ')}: choose from ${stages.map((s) => s.name).join(', ')}`)
  process.exit(2)
}

const total: Counts = { passed: 0, failed: 0 }
const failures: string[] = []
for (const stage of stages.filter((s) => wanted.length === 0 || wanted.includes(s.name))) {
  console.log(`\n== ${stage.name}`)
  const started = Date.now()
  let counts: Counts
  try {
    counts = await stage.run()
  } catch (e) {
    console.error((e as Error).message)
    counts = { passed: 0, failed: 1 }
  }
  total.passed += counts.passed
  total.failed += counts.failed
  if (counts.failed > 0)
    failures.push(stage.name, ...(counts.names ?? []).map((name) => `  ${name.split('\n', 6).join('\n    ')}`))
  console.log(
    `== ${stage.name}: ${counts.passed} passed, ${counts.failed} failed, ${Math.round((Date.now() - started) / 1000)} s`,
  )
}
// At the end and by name: who sees only the last lines of a long run must still learn what broke.
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
const line = `${total.passed} passed, ${total.failed} failed`
writeFileSync(join(reports, 'summary.txt'), `${line}\n`)
console.log(`\n${line}`)
process.exit(total.failed > 0 ? 1 : 0)
