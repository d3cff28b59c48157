import type { Json } from '~/lib/json.ts'
import { matches } from '~/lib/subjects.ts'
import type { Connection } from './connection.ts'
import { toAppError } from './errors.ts'
import { list, object, text } from './fields.ts'
import { askUserInfo } from './user-info.ts'

type Rights = { allow: string[]; deny: string[] }

/** What a user may can be changed while it is connected. */
const KEPT_MS = 30_000

const asked = new WeakMap<Connection, { until: number; rights: Promise<Rights | undefined> }>()

/**
 * Whether this user may publish on a subject, as the server says ($SYS.REQ.USER.INFO): for what would otherwise be found out at the end of
 * something long. Undefined where that may not be asked; rejects with AppError disconnected alone, and then may be asked again.
 */
export async function mayPublish(conn: Connection, subject: string): Promise<boolean | undefined> {
  const now = performance.now()
  let known = asked.get(conn)
  if (!known || known.until < now) asked.set(conn, (known = { until: now + KEPT_MS, rights: ask(conn) }))
  const rights = await known.rights
  if (!rights) return undefined
  const { allow, deny } = rights
  return (allow.length === 0 || allow.some((f) => matches(f, subject))) && !deny.some((f) => matches(f, subject))
}

function ask(conn: Connection): Promise<Rights | undefined> {
  return askUserInfo(conn).then(
    (data) => {
      const publish = object(object(data.permissions)?.publish)
      return { allow: subjects(publish?.allow), deny: subjects(publish?.deny) }
    },
    (e: unknown) => {
      const error = toAppError(e)
      if (error.kind !== 'disconnected') return undefined
      asked.delete(conn)
      throw error
    },
  )
}

const subjects = (of: Json | undefined) => list(of).map((s) => text(s))
