import { z } from 'zod/mini'
import type { Profile } from '~/stores/profiles.ts'

const schema = z.object({
  connections: z._default(
    z.array(
      z.object({
        name: z.string(),
        url: z.string(),
        auth: z._default(z.enum(['none', 'password', 'token', 'nkey', 'creds']), 'none'),
        user: z.optional(z.string()),
        inboxPrefix: z.optional(z.string()),
        domain: z.optional(z.string()),
      }),
    ),
    [],
  ),
  /** The name of the connection to open at once. */
  connect: z.optional(z.string()),
})

export type Presets = { connections: Profile[]; connect?: string }

/** The connections that whoever serves this page has put into config.json beside it. None when the file is missing. */
export async function loadPresets(): Promise<Presets & { problem?: string }> {
  try {
    const reply = await fetch('/config.json', { cache: 'no-store', signal: AbortSignal.timeout(3000) })
    if (!reply.ok) return { connections: [] }
    // zod gives absent fields as undefined, where Profile leaves them out: JSON has no undefined to begin with.
    return z.parse(schema, await reply.json()) as Presets
  } catch (e) {
    return { connections: [], problem: `config.json cannot be used: ${(e as Error).message.slice(0, 200)}` }
  }
}
