import { QueryClient } from '@tanstack/react-query'
import { toAppError } from '~/nats/errors.ts'
import type { ErrorKind } from '~/nats/types.ts'

/** Answers that will be the same a second later. */
const final = new Set<ErrorKind>([
  'aborted',
  'bad-request',
  'disconnected',
  'invalid',
  'limit',
  'no-jetstream',
  'not-found',
  'permission',
])

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always', // a server on this machine needs no internet
      staleTime: 2000,
      gcTime: 5 * 60_000,
      retry: (failures, e) => failures < 2 && !final.has(toAppError(e).kind),
      retryDelay: (attempt) => 500 * 2 ** attempt,
      refetchOnWindowFocus: true,
    },
  },
})
