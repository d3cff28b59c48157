/** For a worker that does not come up. */
const READY_MS = 10_000

/** Whether there can be a service worker: over https and on localhost. */
export const canServe = (): boolean => window.isSecureContext && 'serviceWorker' in navigator

/** A service worker of our own, registered when it is first needed. It sees nothing but the addresses of its scope. */
export async function serviceWorker(script: string, scope: string): Promise<ServiceWorker | undefined> {
  const registration = await navigator.serviceWorker.register(script, { scope })
  const { active, waiting, installing } = registration
  if (active) return active
  const worker = installing ?? waiting
  if (!worker) return undefined
  const activated = new Promise<ServiceWorker>((resolve) =>
    worker.addEventListener('statechange', () => worker.state === 'activated' && resolve(worker)),
  )
  return within(activated)
}

/** Undefined when it takes too long. */
export function within<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), READY_MS))])
}
