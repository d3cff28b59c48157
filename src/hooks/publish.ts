import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { messageOf, type Outgoing } from '~/lib/publish/message.ts'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import { lastOfStream, lastOfSubject, publishCore, publishMessage, streamOfSubject, type PublishAck } from '~/nats/publish.ts'
import { requestMany, type Replies } from '~/nats/request-many.ts'
import { useConnection } from './use-connection.ts'

/** The screen is drawn anew this often while many are sent. */
const TICK_MS = 200

/** The stream that listens on a subject; null when none of this account does, undefined while that is not known. */
export function useStreamOfSubject(subject: string | undefined) {
  const conn = useConnection()
  return useQuery({
    queryKey: [conn.id, 'streams', 'of', subject],
    queryFn: () => streamOfSubject(conn, subject!), // enabled only with one
    enabled: subject !== undefined,
    staleTime: 5000,
    retry: false,
  })
}

/** Looks up the last sequence of a subject in a stream. */
export function useLastOfSubject() {
  const conn = useConnection()
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ stream, subject }: { stream: string; subject: string }) => lastOfSubject(conn, stream, subject),
  })
}

/** Looks up the last sequence of a stream: one that is shown may be minutes old. */
export function useLastOfStream() {
  const conn = useConnection()
  return useMutation({ networkMode: 'always', mutationFn: (stream: string) => lastOfStream(conn, stream) })
}

/** `taken`: the server has read what nobody confirms. */
export type Sent = { ack: PublishAck } | { taken: boolean; subject: string }

/** Sends the one message of a draft to a stream, or to whoever listens; afterwards the figures of streams are fetched again. */
export function useSendOne() {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: async (draft: PublishDraft): Promise<Sent> => {
      const m = messageOf(draft)
      if (draft.mode === 'jetstream') return { ack: await publishMessage(conn, m.subject, m.data, m.headers) }
      return { taken: await publishCore(conn, m.subject, m.data, m.headers), subject: m.subject }
    },
    onSettled: () => void client.invalidateQueries({ queryKey: [conn.id, 'streams'] }),
  })
}

/** Sends a request and shows its replies as they come. Ends with the component. */
export function useRequest() {
  const conn = useConnection()
  const [replies, setReplies] = useState<Replies>()
  const abort = useRef<AbortController>(undefined)
  useEffect(() => () => abort.current?.abort(), [])
  const request = useMutation({
    networkMode: 'always',
    mutationFn: (m: Outgoing & { timeoutMs: number; most: number | undefined }) => {
      const mine = (abort.current = new AbortController())
      setReplies({ kept: [], more: 0 })
      let timer: ReturnType<typeof setTimeout> | undefined
      let latest: Replies | undefined
      // A thousand replies in a moment are drawn a few times, not a thousand.
      const show = (so: Replies) => {
        if (abort.current !== mine) return // of a request that is forgotten
        latest = so
        timer ??= setTimeout(() => {
          timer = undefined
          setReplies(latest)
        }, TICK_MS)
      }
      return requestMany(conn, m, { timeoutMs: m.timeoutMs, most: m.most, signal: mine.signal }, show)
        .then((all) => abort.current === mine && setReplies(all))
        .catch((e: unknown) => {
          if (latest) setReplies(latest)
          throw e
        })
        .finally(() => clearTimeout(timer))
    },
  })
  const stop = useCallback(() => abort.current?.abort(), [])
  const clear = useCallback(() => {
    abort.current?.abort()
    abort.current = undefined
    request.reset()
    setReplies(undefined)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only its reset is used, which stays the same
  }, [request.reset])
  return { request, replies, stop, clear }
}
