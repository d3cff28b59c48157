import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { AppError } from '~/nats/errors.ts'
import { leftOf, takeAway } from '~/nats/restore-left.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { forgetRestore, lookForLeft, useLeftRestores, type LeftRestore } from '~/stores/left-restores.ts'
import { useConnection } from './use-connection.ts'

export type { LeftRestore }
export { forgetRestore }

/** A stream that a restore may have left: when it was created, and how many messages it has. `isSure`: it is known to be of that restore. */
export type HalfMade = { left: LeftRestore; created: string; messages: number; isSure: boolean }

/** Streams that a restore has left half made when its page was closed; what is whole or gone is forgotten. */
export function useHalfMade(): HalfMade[] {
  const conn = useConnection()
  const all = useLeftRestores(useConnectionLabel())
  useEffect(() => void lookForLeft(), [])
  const { data } = useQuery({
    queryKey: [conn.id, 'streams', 'half-made', all.map((l) => l.id).join(' ')],
    queryFn: () => Promise.all(all.map(async (left) => ({ left, found: await leftOf(conn, left.record) }))),
    enabled: all.length > 0,
  })
  useEffect(() => {
    for (const { left, found } of data ?? []) if (!found) forgetRestore(left.id)
  }, [data])
  return (data ?? []).flatMap(({ left, found }) => {
    if (!found || !all.some((l) => l.id === left.id)) return []
    const { created, state } = found.stream
    return [{ left, created, messages: state.messages, isSure: found.isSure }]
  })
}

/** Deletes a stream that a restore has left half made: the one that was shown, and no other of its name. */
export function useTakeAway() {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: async ({ left: { id, record }, created }: HalfMade) => {
      const left = await takeAway(conn, record, created)
      if (left.is === 'left') throw new AppError('server', `The stream ${record.name} could not be deleted: ${left.why}`)
      forgetRestore(id)
    },
    onSettled: () => client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
  })
}
