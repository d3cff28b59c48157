import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'

export type RunResult = { code: number; stdout: string; stderr: string }

/** Runs a command to its end and collects what it printed. Never throws: a missing command is code 127, a timeout 124. */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; input?: Buffer | string } = {},
): Promise<RunResult> {
  return new Promise((resolve) => {
    const { timeoutMs, input, ...rest } = options
    const child = spawn(command, args, { ...rest, stdio: ['pipe', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    let timedOut = false
    const timer = timeoutMs
      ? setTimeout(() => {
          timedOut = true
          child.kill('SIGKILL')
        }, timeoutMs)
      : undefined
    const end = (code: number) => {
      clearTimeout(timer)
      resolve({ code, stdout, stderr })
    }
    child.stdout.on('data', (d: Buffer) => (stdout += d.toString()))
    child.stderr.on('data', (d: Buffer) => (stderr += d.toString()))
    child.on('error', (e) => {
      stderr += e.message
      end(127)
    })
    child.on('close', (code) => end(timedOut ? 124 : (code ?? 1)))
    child.stdin.on('error', () => {}) // the command may end before it has read its input
    child.stdin.end(input)
  })
}

/** Like run, with the output going straight to this terminal; resolves to the exit code. */
export function runVisibly(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    child.on('error', () => resolve(127))
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** Resolves when the child has ended. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** The last non-empty line of a command's complaint: enough for a one-line reason. */
export function lastLine(result: RunResult): string {
  const text = (result.stderr.trim() || result.stdout.trim()).split('\n').at(-1)?.trim()
  return text || `exit code ${result.code}`
}
