import { isSeed, parseCreds } from '~/lib/creds.ts'
import { serverUrlProblem } from '~/lib/server-url.ts'
import type { Auth, ConnectOptions } from '~/nats/types.ts'
import type { Profile } from '~/stores/profiles.ts'

/** The form as it is on screen: every field a text, whichever way of signing in is chosen. */
export type Draft = {
  name: string
  url: string
  kind: Auth['kind']
  user: string
  pass: string
  token: string
  seed: string
  creds: string
  credsName: string
  inboxPrefix: string
  domain: string
}

export const emptyDraft = (): Draft => ({
  name: '',
  url: 'ws://127.0.0.1:8080',
  kind: 'none',
  user: '',
  pass: '',
  token: '',
  seed: '',
  creds: '',
  credsName: '',
  inboxPrefix: '',
  domain: '',
})

export function fromProfile(p: Profile): Draft {
  return {
    ...emptyDraft(),
    name: p.name,
    url: p.url,
    kind: p.auth,
    user: p.user ?? '',
    inboxPrefix: p.inboxPrefix ?? '',
    domain: p.domain ?? '',
  }
}

export type DraftProblems = Partial<Record<keyof Draft, string>>

/** A sentence for every field that cannot be right. */
export function draftProblems(d: Draft): DraftProblems {
  const found: Record<string, string | undefined> = {
    url: serverUrlProblem(d.url),
    user: d.kind === 'password' && d.user === '' ? 'A user name is required' : undefined,
    token: d.kind === 'token' && d.token === '' ? 'A token is required' : undefined,
    seed: d.kind === 'nkey' ? seedProblem(d.seed.trim()) : undefined,
    creds: d.kind === 'creds' ? credsProblem(d.creds) : undefined,
    inboxPrefix: prefixProblem(d.inboxPrefix.trim()),
    domain: /[\s.*>]/.test(d.domain.trim()) ? 'A domain is one token: no spaces, dots or wildcards' : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, v]) => v !== undefined))
}

function seedProblem(seed: string): string | undefined {
  if (seed === '') return 'A seed is required'
  if (/^U[A-Z2-7]{55}$/.test(seed)) return 'This is the public key: the seed starts with SU'
  return isSeed(seed) ? undefined : 'A user seed starts with SU and has 58 characters'
}

function credsProblem(text: string): string | undefined {
  if (text === '') return 'Pick or drop a .creds file'
  const creds = parseCreds(text)
  return 'problem' in creds ? creds.problem : undefined
}

function prefixProblem(prefix: string): string | undefined {
  if (/[\s*>]/.test(prefix) || prefix.startsWith('.') || prefix.endsWith('.'))
    return 'A prefix is a subject without wildcards, such as _INBOX_dash'
  return undefined
}

export function toOptions(d: Draft): ConnectOptions {
  const inboxPrefix = d.inboxPrefix.trim()
  const domain = d.domain.trim()
  return { url: d.url.trim(), auth: toAuth(d), ...(inboxPrefix ? { inboxPrefix } : {}), ...(domain ? { domain } : {}) }
}

function toAuth(d: Draft): Auth {
  switch (d.kind) {
    case 'none':
      return { kind: 'none' }
    case 'password':
      return { kind: 'password', user: d.user, pass: d.pass }
    case 'token':
      return { kind: 'token', token: d.token }
    case 'nkey':
      return { kind: 'nkey', seed: d.seed.trim() }
    case 'creds':
      return { kind: 'creds', text: d.creds }
  }
}
