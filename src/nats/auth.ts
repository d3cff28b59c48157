import {
  jwtAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
  type Authenticator,
} from 'nats.ws'
import { isSeed, parseCreds } from '~/lib/creds.ts'
import { AppError } from './errors.ts'
import type { Auth } from './types.ts'

const utf8 = new TextEncoder()

/**
 * The authenticator of nats.ws for these credentials. Throws an AppError for what can be seen to be wrong without asking the
 * server: a file that is not a .creds file, a damaged seed, a JWT that has expired.
 */
export function authenticatorOf(auth: Auth): Authenticator | undefined {
  switch (auth.kind) {
    case 'none':
      return undefined
    case 'password':
      return usernamePasswordAuthenticator(auth.user, auth.pass)
    case 'token':
      return tokenAuthenticator(auth.token)
    case 'nkey':
      return fromSeed(auth.seed.trim())
    case 'creds':
      return fromCreds(auth.text)
  }
}

/** Who the server will take this for, as far as the credentials tell. */
export function userOf(auth: Auth): string | undefined {
  if (auth.kind === 'password') return auth.user
  if (auth.kind !== 'creds') return undefined
  const creds = parseCreds(auth.text)
  return 'problem' in creds ? undefined : creds.user
}

function fromSeed(seed: string): Authenticator {
  const bad = new AppError('auth', 'The NKey seed is damaged: it should start with SU and have 58 characters', {
    next: 'Paste the seed (the private part), not the public key that starts with U',
  })
  if (!isSeed(seed)) throw bad
  return checked(nkeyAuthenticator(utf8.encode(seed)), bad)
}

function fromCreds(text: string): Authenticator {
  const creds = parseCreds(text)
  if ('problem' in creds)
    throw new AppError('auth', creds.problem, { next: 'Pick the .creds file that `nsc` or your administrator made' })
  if (creds.expires && creds.expires.getTime() < Date.now()) {
    throw new AppError('auth', `The credentials of ${creds.user} expired on ${creds.expires.toISOString()}`, {
      next: 'Ask for a fresh .creds file',
    })
  }
  const bad = new AppError('auth', 'The NKey seed in the .creds file is damaged', { next: 'Ask for the .creds file again' })
  return checked(jwtAuthenticator(creds.jwt, utf8.encode(creds.seed)), bad)
}

/** A seed has a checksum: signing once shows at once what would otherwise end the connection without a word. */
function checked(authenticator: Authenticator, bad: AppError): Authenticator {
  try {
    authenticator('probe')
  } catch {
    throw bad
  }
  return authenticator
}
