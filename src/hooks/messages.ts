import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Connection } from '~/nats/connection.ts'
import { getMessage } from '~/nats/messages.ts'
import type { Seq, StoredMessage, Stream } from '~/nats/types.ts'
import { onDeleted } from './deleted-messages.ts'
import { MessageWindow, type Start, type WindowState } from './message-window.ts'
import { useConnection, useIsLive } from './use-connection.ts'

export const messageQuery = (c: Connection, stream: Stream, seq: Seq) =>
  queryOptions({
    // bigint is not JSON, which keys are made of; the creation time tells a stream made anew from its predecessor
    queryKey: [c.id, 'message', stream.name, stream.created, String(seq)],
    // A message that was seen and is deleted by now stays on screen for as long as it is looked at.
    queryFn: async ({ client, queryKey }) =>
      (await getMessage(c, stream, seq)) ?? client.getQueryData<StoredMessage | null>(queryKey) ?? null,
    staleTime: 30_000,
    gcTime: 10_000, // payloads can be large: those that were looked at in passing are let go of
  })

/** The whole message at a sequence; null when it is deleted or not there yet. */
export function useMessage(stream: Stream, seq: Seq) {
  return useQuery(messageQuery(useConnection(), stream, seq))
}

/** The window over a stream for a start, filters and a direction; a change of any of them starts a new one. */
export function useMessageWindow(stream: Stream, start: Start, filters: string[], descending: boolean) {
  const conn = useConnection()
  const live = useIsLive()
  const [state, setState] = useState<WindowState>()
  const current = useRef<MessageWindow | undefined>(undefined)
  const latest = useRef(stream)
  latest.current = stream
  const key = JSON.stringify([
    stream.name,
    stream.created,
    start.at,
    'seq' in start ? String(start.seq) : 'time' in start ? start.time : '',
    filters,
    descending,
  ])

  useEffect(() => {
    const window = new MessageWindow(conn, latest.current, filters, descending, setState)
    current.current = window
    setState(window.state)
    void window.open(start)
    return () => window.close()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `key` says all that start, filters and descending say, by value
  }, [conn, key])

  useEffect(() => current.current?.grow(stream), [stream])
  useEffect(() => onDeleted((created, seq) => created === latest.current.created && current.current?.drop(seq)), [])

  // What failed while the link was down is tried again when it is back: `live` is the event, the rest is looked up then.
  useEffect(() => {
    const window = current.current
    if (!live || !window?.state.error) return
    if (window.state.rows.length === 0) void window.open(start)
    else window.recover()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a change of start opens a window of its own above
  }, [live])

  const more = useCallback((direction: 'older' | 'newer') => void current.current?.more(direction), [])
  const recover = useCallback(() => current.current?.recover(), [])
  const again = useRef(start)
  useEffect(() => {
    again.current = start
  })
  const retry = useCallback(() => void current.current?.open(again.current), [])
  // One object as long as nothing changes: the list below is drawn anew only for a reason.
  return useMemo(() => ({ state, more, recover, retry }), [state, more, recover, retry])
}
