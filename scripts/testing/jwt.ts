import { encodeAccount, encodeOperator, encodeUser, fmtCreds } from '@nats-io/jwt'
import { createAccount, createOperator, createUser, type KeyPair } from '@nats-io/nkeys'
import { configOf } from '../nats/config.ts'
import type { ServerOptions } from '../nats/server.ts'

/** A server in operator mode with one account that has JetStream, its JWT preloaded into the server's memory. */
export async function operatorConfig(): Promise<{ config: ServerOptions['config']; account: KeyPair }> {
  const [operator, account, system] = [createOperator(), createAccount(), createAccount()]
  const operatorJwt = await encodeOperator('OP', operator, { system_account: system.getPublicKey() })
  const unlimited = {
    mem_storage: -1,
    disk_storage: -1,
    streams: -1,
    consumer: -1,
    conn: -1,
    subs: -1,
    data: -1,
    payload: -1,
    imports: -1,
    exports: -1,
    wildcards: true,
    leaf: -1,
  }
  const accountJwt = await encodeAccount('APP', account, { limits: unlimited }, { signer: operator })
  const systemJwt = await encodeAccount('SYS', system, {}, { signer: operator })
  const extra = `
operator: ${operatorJwt}
system_account: ${system.getPublicKey()}
resolver: MEMORY
resolver_preload: { ${account.getPublicKey()}: ${accountJwt}, ${system.getPublicKey()}: ${systemJwt} }
`
  return { config: configOf({ extra }), account }
}

/** The text of a .creds file for a user of the account; expires `validSeconds` from now, in the past when negative. */
export async function credsFile(account: KeyPair, name: string, validSeconds?: number): Promise<string> {
  const user = createUser()
  const exp = validSeconds === undefined ? {} : { exp: Math.floor(Date.now() / 1000) + validSeconds }
  const jwt = await encodeUser(name, user, account, {}, exp)
  return new TextDecoder().decode(fmtCreds(jwt, user))
}
