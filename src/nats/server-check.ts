import { compareVersions } from '~/lib/version.ts'
import { parseJson } from '~/lib/json.ts'
import { AppError, fromApi, toAppError, type ApiErrorBody } from './errors.ts'
import type { Session } from './session.ts'
import type { ServerInfo } from './types.ts'

const OLDEST = '2.10.0'
const decoder = new TextDecoder()

/**
 * Sees that the server is new enough and that JetStream answers for this account. A missing permission to ask, or a cluster
 * without a leader, is no reason to refuse: the pages then say what they cannot show.
 */
export async function checkServer(session: Session, apiPrefix: string, user?: string): Promise<ServerInfo> {
  const info = session.nc.info
  if (!info) throw new AppError('unreachable', 'The server closed the connection while greeting')
  if (compareVersions(info.version, OLDEST) < 0) {
    throw new AppError('too-old', `This server is nats-server ${info.version}; Windsock needs ${OLDEST.slice(0, 4)} or newer`, {
      next: 'Upgrade the server, or connect to a newer one of the cluster',
    })
  }
  const server: ServerInfo = {
    name: info.server_name,
    version: info.version,
    ...(info.cluster ? { cluster: info.cluster } : {}),
    apiLevel: (info as { api_lvl?: number }).api_lvl ?? 0,
    maxPayload: info.max_payload,
  }
  const subject = `${apiPrefix}.INFO`
  try {
    const reply = await session.untilLost(session.nc.request(subject, '', { timeout: 5000 }))
    const body = parseJson(decoder.decode(reply.data)) as { error?: ApiErrorBody; api?: { level?: number } }
    if (body.error) throw fromApi(body.error)
    return { ...server, apiLevel: body.api?.level ?? server.apiLevel }
  } catch (e) {
    const error = toAppError(e, { subject, ...(user ? { user } : {}) })
    if (error.kind === 'permission' && !error.message.includes('subscribe')) return server
    if (error.kind === 'timeout' || error.kind === 'unavailable') return server
    if (error.kind !== 'no-responders') throw error
    throw new AppError('no-jetstream', noJetStream(apiPrefix), {
      cause: e,
      next:
        apiPrefix === '$JS.API'
          ? 'Start nats-server with -js or a `jetstream { }` block, or set the JetStream domain of the connection'
          : 'Check the JetStream domain of the connection',
    })
  }
}

function noJetStream(apiPrefix: string): string {
  return apiPrefix === '$JS.API' ? 'JetStream is not enabled on this server' : `No JetStream answers at ${apiPrefix}`
}
