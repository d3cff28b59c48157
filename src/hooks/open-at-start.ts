import { keepConnecting } from '~/stores/connection.ts'
import { lastProfile, withoutSecret } from '~/stores/profiles.ts'
import { loadPresets, type Presets } from './presets.ts'

let presets: Presets & { problem?: string } = { connections: [] }

/** The presets as they were when the page was opened. */
export const knownPresets = () => presets

/**
 * Opens what can be opened without asking: the connection that config.json names, else the last one of this device, if it needs
 * no secret. Dialling goes on in the background.
 */
export async function openAtStart(): Promise<void> {
  presets = await loadPresets()
  const named = presets.connections.find((c) => c.name === presets.connect)
  const last = lastProfile()
  // A preset is what this page was served for; a remembered address may be of a demo that is long gone.
  const profile = named ?? last
  const options = profile && withoutSecret(profile)
  if (profile && options) keepConnecting(options, profile.name)
}
