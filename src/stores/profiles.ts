import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Auth, ConnectOptions } from '~/nats/types.ts'

/** A saved connection. It has no secret in it, only which kind of secret to ask for. */
export type Profile = {
  name: string
  url: string
  auth: Auth['kind']
  user?: string
  inboxPrefix?: string
  domain?: string
}

type Saved = {
  profiles: Profile[]
  /** The connection of this device's last visit, tried again after a reload when it needs no secret. */
  last: Profile | undefined
}

const useProfileStore = create<Saved>()(persist((): Saved => ({ profiles: [], last: undefined }), { name: 'windsock.profiles' }))

export const useProfiles = () => useProfileStore((s) => s.profiles)
export const lastProfile = () => useProfileStore.getState().last
export const setLastProfile = (last: Profile | undefined) => useProfileStore.setState({ last })

export function saveProfile(profile: Profile): void {
  useProfileStore.setState((s) => ({
    profiles: [...s.profiles.filter((p) => p.name !== profile.name), profile].sort((a, b) => a.name.localeCompare(b.name)),
  }))
}

export function removeProfile(name: string): void {
  useProfileStore.setState((s) => ({ profiles: s.profiles.filter((p) => p.name !== name) }))
}

/** What may be kept of a connection. */
export function toProfile(name: string, { url, auth, inboxPrefix, domain }: ConnectOptions): Profile {
  return {
    name,
    url,
    auth: auth.kind,
    ...(auth.kind === 'password' ? { user: auth.user } : {}),
    ...(inboxPrefix ? { inboxPrefix } : {}),
    ...(domain ? { domain } : {}),
  }
}

/** The connection of a profile that needs no secret, or undefined when one has to be asked for. */
export function withoutSecret({ url, auth, inboxPrefix, domain }: Profile): ConnectOptions | undefined {
  if (auth !== 'none') return undefined
  return { url, auth: { kind: 'none' }, ...(inboxPrefix ? { inboxPrefix } : {}), ...(domain ? { domain } : {}) }
}
