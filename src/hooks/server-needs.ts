import { useLink } from '~/stores/connection.ts'

/** JetStream API levels and the first nats-server that has them (ADR-44). */
const since: Record<number, string> = { 1: '2.11', 2: '2.12', 4: '2.14' }

/** Why the connected server cannot do what came with this API level, or undefined when it can (or is not known now). */
export function useTooOld(apiLevel: 1 | 2 | 4): string | undefined {
  const link = useLink()
  const server = 'server' in link ? link.server : undefined
  if (!server || server.apiLevel >= apiLevel) return undefined
  return `Needs nats-server ${since[apiLevel]} or newer; this one is ${server.version}`
}

/** The API level of the connected server; 0 = 2.10, also while there is no connection. */
export function useApiLevel(): number {
  const link = useLink()
  return 'server' in link ? (link.server?.apiLevel ?? 0) : 0
}
