import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, ours, server } from '../../scripts/testing/harness.ts'
import { getUserInfo } from './user-info.ts'

cleanUpAtEnd()

const extra = `accounts { SHOP { jetstream: enabled, users: [
  { user: ops, password: p }
  { user: few, password: p, permissions: { publish: { allow: ["$JS.API.>"] } } }
] } }`

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: which account it is, where that may be asked`, async () => {
    expect(await getUserInfo(await ours(await server({}, version)))).toEqual({ user: '', account: '$G', accountName: '$G' })
    const s = await server({ config: configOf({ extra }) }, version)
    const as = (user: string) => ours(s, { auth: { kind: 'password', user, pass: 'p' } })
    expect(await getUserInfo(await as('ops'))).toEqual({ user: 'ops', account: 'SHOP', accountName: 'SHOP' })
    await expect(getUserInfo(await as('few'))).rejects.toMatchObject({ kind: 'permission' })
  })
}
