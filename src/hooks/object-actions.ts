import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { inFlight } from '~/lib/in-flight.ts'
import type { Connection } from '~/nats/connection.ts'
import { toAppError } from '~/nats/errors.ts'
import { resolveLink } from '~/nats/obj-link.ts'
import { getObject } from '~/nats/obj-info.ts'
import type { ObjBucket, ObjectInfo, ObjectLink, ObjectMeta } from '~/nats/obj-types.ts'
import {
  checkMeta,
  findLink,
  findRename,
  findUpdate,
  forgetObject,
  linkObject,
  metaAfter,
  renameObject,
  updateMeta,
} from '~/nats/obj-write.ts'
import { lost, orFound } from './or-found.ts'
import { useConnection } from './use-connection.ts'

/** A write of an object's meta: not tried again by itself; a lost answer is looked for. */
function useWrite<T, R>({ name }: ObjBucket, write: (conn: Connection, input: T) => Promise<R>) {
  const conn = useConnection()
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (input: T) => write(conn, input),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [conn.id, 'objects', 'link', name] }),
        client.invalidateQueries({ queryKey: [conn.id, 'streams', 'object bucket', name] }),
      ]),
  })
}

/** Says something else about an object that is still as it was looked at; fails with kind conflict otherwise. */
export const useUpdateMeta = (bucket: ObjBucket) =>
  useWrite(bucket, (conn, { info, meta }: { info: ObjectInfo; meta: ObjectMeta }) =>
    orFound(conn, updateMeta(conn, bucket, info, meta), () => findUpdate(conn, bucket, info, meta), lost),
  )

/** Why a meta does not fit, as a sentence, or undefined. */
export function useMetaLimit(bucket: ObjBucket): (info: ObjectInfo, meta: ObjectMeta) => string | undefined {
  const conn = useConnection()
  return (info, meta) => {
    try {
      checkMeta(conn, bucket, info, meta)
    } catch (e) {
      return toAppError(e).message
    }
  }
}

/** The meta as it will be written. */
export { metaAfter }

/** Gives an object a name that is free; fails with kind conflict when it is not, or when the object is not as it was looked at. */
export const useRenameObject = (bucket: ObjBucket) =>
  useWrite(bucket, (conn, { info, name }: { info: ObjectInfo; name: string }) =>
    orFound(conn, renameObject(conn, bucket, info, name), () => findRename(conn, bucket, info, name), lost),
  )

/** Makes a link under a name that is free. */
export const useLinkObject = (bucket: ObjBucket) =>
  useWrite(bucket, (conn, { name, to }: { name: string; to: ObjectLink }) =>
    orFound(conn, linkObject(conn, bucket, name, to), () => findLink(conn, bucket, name, to), lost),
  )

/** Takes away the last that is known of a deleted object. */
export const useForgetObject = (bucket: ObjBucket) =>
  useWrite(bucket, (conn, info: ObjectInfo) => {
    const find = async () => {
      const now = await getObject(conn, bucket, info.name, { fresh: true })
      return now?.revision === info.revision ? undefined : true
    }
    const forget = async () => {
      await forgetObject(conn, bucket, info)
      return true
    }
    return orFound(conn, forget(), find, lost)
  })

/** What a link leads to at last; fails with a sentence where that is nothing. */
export function useLinkTarget(bucket: ObjBucket, info: ObjectInfo) {
  const conn = useConnection()
  return useQuery({
    queryKey: [conn.id, 'objects', 'link', bucket.name, info.name, `${info.revision}`],
    queryFn: async () => {
      const target = await resolveLink(conn, bucket, info)
      return { bucket: target.bucket.name, name: target.info.name, size: target.info.size }
    },
    refetchInterval: 10_000,
    retry: false,
  })
}

/** What is under these names now, of those where something is. */
export function useLookAtMany() {
  const conn = useConnection()
  return useMutation({
    networkMode: 'always',
    mutationFn: async ({ bucket, names }: { bucket: ObjBucket; names: string[] }) => {
      const there = new Map<string, ObjectInfo>()
      const { signal } = new AbortController()
      const look = async (name: string) => {
        const info = await getObject(conn, bucket, name, { fresh: true })
        if (info && !info.deleted) there.set(name, info)
      }
      await inFlight(names, { atOnce: 16 }, look, signal)
      return there
    },
  })
}
