import { decodeReply } from './api.ts'
import type { Connection } from './connection.ts'
import { object, text } from './fields.ts'
import type { JsonObject } from './types.ts'

/** Who the server takes this connection for. Without a user ('') none was asked for; accounts of a JWT have a name beside their key. */
export type UserInfo = { user: string; account: string; accountName: string }

/** The whole answer. Throws AppError. */
export async function askUserInfo(conn: Connection): Promise<JsonObject> {
  const reply = decodeReply((await conn.request('$SYS.REQ.USER.INFO', '')).data)
  return object(reply.data) ?? {}
}

/** Asks the server ($SYS.REQ.USER.INFO, 2.10 and earlier). Throws AppError, permission where it may not be asked. */
export async function getUserInfo(conn: Connection): Promise<UserInfo> {
  const data = await askUserInfo(conn)
  const account = text(data.account)
  return { user: text(data.user), account, accountName: text(data.account_name) || account }
}
