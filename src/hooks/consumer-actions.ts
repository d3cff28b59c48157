import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ConfigChange } from '~/lib/consumer-config.ts'
import { changeConsumer } from '~/nats/consumer-change.ts'
import {
  createConsumer,
  deleteConsumer,
  getConsumer,
  pauseConsumer,
  resetConsumer,
  unpinConsumer,
  type Consumer,
} from '~/nats/consumers.ts'
import { AppError } from '~/nats/errors.ts'
import type { Connection } from '~/nats/connection.ts'
import type { JsonObject, Seq } from '~/nats/types.ts'
import { useConnection } from './use-connection.ts'

type Which = Pick<Consumer, 'stream' | 'name'>

/** A write: not tried again by itself, and afterwards whatever shows consumers or their streams is fetched anew. */
function useWrite<T, R>(write: (conn: Connection, input: T) => Promise<R>) {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (input: T) => write(conn, input),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [conn.id, 'consumers'] }),
        client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
      ]),
  })
}

/** Applies edited fields if the configuration is still `base`; fails with kind conflict otherwise. */
export const useChangeConsumer = ({ stream, name }: Which) =>
  useWrite((conn, { base, change }: { base: JsonObject; change: ConfigChange }) =>
    changeConsumer(conn, stream, name, base, change),
  )

/** Pauses until a time (RFC 3339), resumes without one. */
export const usePauseConsumer = ({ stream, name }: Which) =>
  useWrite((conn, until: string | undefined) => pauseConsumer(conn, stream, name, until))

/** Takes delivery back to a sequence, to the ack floor without one. */
export const useResetConsumer = ({ stream, name }: Which) =>
  useWrite((conn, from: Seq | undefined) => resetConsumer(conn, stream, name, from))

export const useUnpinConsumer = ({ stream, name }: Which) =>
  useWrite((conn, group: string) => unpinConsumer(conn, stream, name, group))

/** Deletes it, if it is still the one of that creation time: one made anew under its name is somebody else's. */
export const useDeleteConsumer = ({ stream, name }: Which) =>
  useWrite(async (conn, created: string) => {
    if ((await getConsumer(conn, stream, name)).created !== created)
      throw new AppError('conflict', 'The consumer was deleted and made anew in the meantime; nothing was deleted', {
        next: 'Look at what it is now, then decide',
      })
    await deleteConsumer(conn, stream, name)
  })

/** Makes a consumer of this configuration. The server would answer for one that exists with the same as if it had been made. */
export const useCreateConsumer = (stream: string) =>
  useWrite(async (conn, config: JsonObject & { name: string }) => {
    if (await exists(conn, stream, config.name))
      throw new AppError('conflict', `The stream has a consumer ${config.name} already; nothing was written`, {
        next: 'Choose another name',
      })
    return createConsumer(conn, stream, config)
  })

function exists(conn: Connection, stream: string, name: string): Promise<boolean> {
  return getConsumer(conn, stream, name).then(
    () => true,
    (e: unknown) => {
      if (e instanceof AppError && e.kind === 'not-found') return false
      throw e
    },
  )
}
