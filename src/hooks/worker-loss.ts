import type { LinkError } from '~/nats/types.ts'

/** Tells when a worker's script cannot be loaded: a new version on the server makes the parts of an old page unloadable. */
export function onWorkerLost(worker: Worker, whatItDoes: string, report: (error: LinkError) => void): void {
  worker.addEventListener('error', () =>
    report({ kind: 'server', message: `The part of the page that ${whatItDoes} could not be loaded`, next: 'Reload the page' }),
  )
}
