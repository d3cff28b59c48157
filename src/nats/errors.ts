import type { ErrorKind, LinkError } from './types.ts'

/** The one error of Windsock: a sentence with the cause, a next step, and what is needed to branch on it. */
export class AppError extends Error {
  readonly kind: ErrorKind
  readonly next?: string
  readonly causes?: string[]
  /** The server's own words and codes. */
  readonly details?: string
  /** JetStream err_code where there is one. */
  readonly errCode?: number

  constructor(
    kind: ErrorKind,
    message: string,
    more: Omit<LinkError, 'kind' | 'message'> & { errCode?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'AppError'
    this.kind = kind
    if (more.next) this.next = more.next
    if (more.causes) this.causes = more.causes
    if (more.details) this.details = more.details
    if (more.errCode) this.errCode = more.errCode
  }

  /** As plain data, for a store or across a worker's boundary. */
  toPlain(): LinkError {
    return {
      kind: this.kind,
      message: this.message,
      ...(this.next ? { next: this.next } : {}),
      ...(this.causes ? { causes: this.causes } : {}),
      ...(this.details ? { details: this.details } : {}),
    }
  }
}

/** What mends itself: a lost link, a server that is starting, a cluster without a leader. Worth trying again. */
export function isPassing(error: AppError): boolean {
  return ['disconnected', 'timeout', 'unavailable', 'no-responders'].includes(error.kind)
}

/** Whether a message that was to be deleted is not there: told by a code (10043) or only by words, "stream store EOF" or "no message found". */
export function isMessageGone({ errCode, details = '' }: AppError): boolean {
  return errCode === 10043 || (errCode === 10057 && /EOF|not? .*found/i.test(details))
}

/** When a consumer cannot be used because of this, direct get can do: not allowed, no more consumers, filters that it does not take. */
export function canReadOtherwise(error: AppError, hasBegun: boolean): boolean {
  if (error.kind === 'not-found' || error.kind === 'disconnected') return false
  return !hasBegun || error.kind === 'permission'
}

/** The error again, out of what a store or a worker was given. */
export function fromPlain(plain: LinkError): AppError {
  return new AppError(plain.kind, plain.message, plain)
}

export type ApiErrorBody = { code: number; err_code?: number; description?: string }

/** What was being done, for the sentence: the subject that was asked and who asked. */
export type ErrorContext = { subject?: string; user?: string }

/** err_code → kind, sentence, next step (JETSTREAM.md 2.8; nats-server server/errors.json). */
const known: Record<number, [ErrorKind, string, string?]> = {
  10003: ['bad-request', 'The server could not use the request'],
  10008: [
    'unavailable',
    'JetStream is temporarily unavailable: the cluster has no meta leader',
    'Check that a majority of the servers is up',
  ],
  10012: ['bad-request', 'The server does not let this be changed on a consumer that exists'],
  10013: ['conflict', 'A consumer with this name exists already', 'Choose another name, or attach to it'],
  10014: ['not-found', 'The consumer does not exist (any more)'],
  10025: ['bad-request', 'The server does not know one of the fields that were sent'],
  10026: ['limit', 'The account has as many consumers as it may have'],
  10027: ['limit', 'The account has as many streams as it may have'],
  10028: ['limit', 'The account has no JetStream memory left'],
  10037: ['not-found', 'No message found'],
  10039: [
    'no-jetstream',
    'JetStream is not enabled for this account',
    'Enable it with `jetstream: enabled` in the account, or connect as a user of another account',
  ],
  10047: ['limit', 'The account has no JetStream storage left'],
  10054: ['limit', 'The message is larger than the stream allows'],
  10059: [
    'not-found',
    'The stream does not exist (any more)',
    'Look in the list of streams: it may have been deleted, or belong to another account',
  ],
  10071: ['conflict', 'Somebody else wrote in the meantime'],
  10076: ['no-jetstream', 'JetStream is not enabled on this server', 'Start nats-server with -js or a `jetstream { }` block'],
  10077: ['limit', 'The stream is full and refuses new messages'],
  10084: ['bad-request', 'A work queue wants every message acknowledged by itself (ack policy explicit)'],
  10094: ['bad-request', 'The deliver policy and what goes with it do not fit together'],
  10098: ['bad-request', 'A work queue wants every message acknowledged by itself (ack policy explicit)'],
  10099: [
    'conflict',
    'A work queue gives each message to one consumer, and another consumer reads these subjects already',
    'Attach to that consumer, or choose subjects that it does not read',
  ],
  10100: [
    'conflict',
    'A work queue gives each message to one consumer, and another consumer reads some of these subjects already',
    'Attach to that consumer, or choose subjects that it does not read',
  ],
  10101: ['bad-request', 'A consumer on a work queue can only start at the beginning (deliver policy all)'],
  10109: ['limit', 'The stream is sealed: it can only be read'],
  10116: ['bad-request', 'There are more backoff steps than deliveries: raise max deliver or take steps away'],
  10118: ['unavailable', 'The stream is offline on this server'],
  10121: ['limit', 'The stream or the account allows fewer messages that wait for an ack (max ack pending)'],
  10138: ['bad-request', 'Two of the filters overlap: a message would be delivered twice'],
  10148: ['conflict', 'A consumer with this name exists already', 'Choose another name, or attach to it'],
  10149: ['not-found', 'The consumer does not exist (any more)'],
  10153: ['limit', 'The stream or the account allows only a shorter inactive threshold'],
  10167: ['unavailable', 'The server has too many requests at once', 'Try again in a moment'],
}

/** An error that the JetStream API put in its reply. */
export function fromApi(e: ApiErrorBody): AppError {
  const code = e.err_code ?? 0
  const words = e.description ?? `code ${e.code}`
  const details = `${words} (${e.code}/${code})`
  const [kind, message, next] = known[code] ?? [kindOfCode(e.code), `The server refused: ${words}`]
  return new AppError(kind, message, { details, errCode: code, ...(next ? { next } : {}) })
}

function kindOfCode(code: number): ErrorKind {
  return code === 404 ? 'not-found' : code === 503 ? 'unavailable' : code >= 500 ? 'server' : 'bad-request'
}

/** Turns anything that nats.ws or a bug of ours throws into an AppError; an AppError passes as it is. */
export function toAppError(e: unknown, context: ErrorContext = {}): AppError {
  if (e instanceof AppError) return e
  const { code, message } = e as { code?: string; message?: string }
  const on = context.subject ? ` on ${context.subject}` : ''
  switch (code) {
    case 'PERMISSIONS_VIOLATION':
      return permission((e as { permissionContext?: PermissionContext }).permissionContext, context, e)
    case '503':
      return new AppError('no-responders', `Nobody listens${on}`, {
        cause: e,
        next: 'Check that the stream exists, that JetStream is enabled, and that its leader is up',
      })
    case 'TIMEOUT':
      return new AppError('timeout', `No answer in time${on}`, {
        cause: e,
        next: 'The server may be busy, or its cluster without a leader. Try again',
      })
    case 'CONNECTION_CLOSED':
    case 'CONNECTION_DRAINING':
    case 'DISCONNECT':
      return disconnected()
    case 'MAX_PAYLOAD_EXCEEDED':
      return new AppError('limit', "The message is larger than the server's max_payload", { cause: e })
    case 'BAD_SUBJECT':
      return new AppError('invalid', 'The subject is empty or not legal', { cause: e })
    default:
      return new AppError('server', message || 'Something failed without saying why', {
        cause: e,
        ...(code ? { details: code } : {}),
      })
  }
}

export type PermissionContext = { operation: string; subject: string }

function permission(p: PermissionContext | undefined, context: ErrorContext, cause: unknown): AppError {
  const verb = p?.operation === 'subscription' ? 'subscribe to' : 'publish on'
  const subject = p?.subject ?? context.subject ?? 'a subject'
  const who = context.user ? `user ${context.user}` : 'this user'
  const inbox = p?.operation === 'subscription' && subject.startsWith('_INBOX')
  return new AppError('permission', `Permission to ${verb} ${subject} is missing for ${who}`, {
    cause,
    next: inbox
      ? 'Set the inbox prefix that this user may subscribe to in the connection'
      : 'Ask the administrator of the account for it, or connect as another user',
  })
}

/** The same, for what the server has said that this user may not. */
export const mayNotPublish = (subject: string, user: string | undefined): AppError =>
  permission({ operation: 'publish', subject }, user ? { user } : {}, undefined)

/** The link went while an answer was waited for: whether it was done is not known. */
export function answerLost(): AppError {
  return new AppError('disconnected', 'The connection was lost before the server answered', {
    next: 'Wait for the reconnect, then look whether it was done',
  })
}

export function disconnected(): AppError {
  return new AppError('disconnected', 'Not connected to the server', { next: 'Wait for the reconnect; nothing was sent' })
}
