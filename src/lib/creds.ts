export type Creds = { jwt: string; seed: string; user: string; expires?: Date }

/**
 * Takes a `.creds` file apart (user JWT and NKey seed between their BEGIN and END lines). Returns a sentence when it is not one,
 * so that a wrong file is told apart from wrong credentials before anything is sent.
 */
export function parseCreds(text: string): Creds | { problem: string } {
  const jwt = block(text, 'NATS USER JWT')
  const seed = block(text, 'USER NKEY SEED')
  if (!jwt && !seed) return { problem: 'This is not a .creds file: it has neither a user JWT nor an NKey seed block' }
  if (!jwt) return { problem: 'The .creds file has no user JWT block' }
  if (!seed) return { problem: 'The .creds file has no NKey seed block' }
  if (!isSeed(seed))
    return { problem: 'The NKey seed in the .creds file is damaged: it should start with SU and have 58 characters' }
  const claims = jwtClaims(jwt)
  if (!claims) return { problem: 'The user JWT in the .creds file is damaged and cannot be read' }
  const user = [claims.name, claims.sub].find((v) => typeof v === 'string' && v !== '') ?? ''
  return { jwt, seed, user, ...(typeof claims.exp === 'number' ? { expires: new Date(claims.exp * 1000) } : {}) }
}

/** True for a user NKey seed as far as its shape tells. */
export function isSeed(text: string): boolean {
  return /^SU[A-Z2-7]{56}$/.test(text)
}

function block(text: string, name: string): string | undefined {
  const m = new RegExp(`-{3,}BEGIN ${name}-{3,}\\s*([^\\s-][^\\s]*)\\s*-{3,}END ${name}-{3,}`).exec(text)
  return m?.[1]
}

function jwtClaims(jwt: string): { name?: string; sub?: string; exp?: number } | undefined {
  try {
    const body = jwt.split('.')[1]!.replace(/-/g, '+').replace(/_/g, '/')
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(body), (c) => c.charCodeAt(0))))
  } catch {
    return undefined
  }
}
