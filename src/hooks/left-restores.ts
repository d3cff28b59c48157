import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { AppError } from '~/nats/errors.ts'
import { leftOf, takeAway } from '~/nats/stream-restore.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { forgetRestore, lookForLeft, useLeftRestores, type LeftRestore } from '~/stores/left-restores.ts'
import { useConnection } from './use-connection.ts'

export type { LeftRestore }
export { forgetRestore }

/** Streams that a restore has left half made when its page was closed; what is whole or gone is forgotten. */
export function useHalfMade(): { left: LeftRestore; messages: number }[] {
  const conn = useConnection()
  const all = useLeftRestores(useConnectionLabel())
  useEffect(() => void lookForLeft(), [])
  const { data } = useQuery({
    queryKey: [conn.id, 'streams', 'half-made', all.map((l) => l.id).join(' ')],
    queryFn: () => Promise.all(all.map(async (left) => ({ left, messages: (await leftOf(conn, left.record))?.state.messages }))),
    enabled: all.length > 0,
  })
  useEffect(() => {
    for (const { left, messages } of data ?? []) if (messages === undefined) forgetRestore(left.id)
  }, [data])
  return (data ?? []).flatMap(({ left, messages }) =>
    messages === undefined || !all.some((l) => l.id === left.id) ? [] : [{ left, messages }],
  )
}

/** Deletes a stream that a restore has left half made. */
export function useTakeAway() {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: async ({ id, record }: LeftRestore) => {
      const left = await takeAway(conn, record)
      if (left !== undefined) throw new AppError('server', `The stream ${record.name} could not be deleted: ${left}`)
      forgetRestore(id)
    },
    onSettled: () => client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
  })
}
