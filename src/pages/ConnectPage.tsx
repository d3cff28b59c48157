import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ConnectForm } from '~/components/connect/ConnectForm.tsx'
import { EndTransfers } from '~/components/connect/EndTransfers.tsx'
import { ProfileList } from '~/components/connect/ProfileList.tsx'
import { emptyDraft, fromProfile, type Draft } from '~/components/connect/draft.ts'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { knownPresets } from '~/hooks/open-at-start.ts'
import { plural } from '~/lib/format.ts'
import { paths } from '~/lib/paths.ts'
import type { ConnectOptions, LinkError } from '~/nats/types.ts'
import { connectTo, disconnect, useConn, useConnectionLabel, useLink } from '~/stores/connection.ts'
import { useOpenTransfers } from '~/stores/transfers.ts'
import { lastProfile, saveProfile, setLastProfile, toProfile, withoutSecret, type Profile } from '~/stores/profiles.ts'

const route = getRouteApi('/connect')

export default function ConnectPage() {
  const { to } = route.useSearch()
  const router = useRouter()
  const conn = useConn()
  const label = useConnectionLabel()
  const link = useLink()
  // Here the form tells it, instead of the banner.
  const linkError = link.state === 'failed' || link.state === 'reconnecting' ? link.error : undefined
  const presets = knownPresets()
  const [draft, setDraft] = useState<Draft>(() => {
    const known = lastProfile() ?? presets.connections[0]
    return known ? fromProfile(known) : emptyDraft()
  })
  const [error, setError] = useState<LinkError>()
  const [busy, setBusy] = useState(false)
  const open = useOpenTransfers()
  const [mayEnd, setMayEnd] = useState(false)
  const block = open > 0 && !mayEnd ? `${plural(open, 'transfer')} would end with this connection: allow it first` : undefined

  const connect = async (options: ConnectOptions, name: string, save: boolean) => {
    if (block) return setError({ kind: 'invalid', message: block })
    setBusy(true)
    setError(undefined)
    const link = await connectTo(options, name || options.url)
    setBusy(false)
    if (link.state !== 'open') {
      setError(link.state === 'failed' ? link.error : undefined)
      return
    }
    const profile = toProfile(name || options.url, options)
    setLastProfile(profile)
    if (save) saveProfile(profile)
    router.history.push(to?.startsWith('/') ? to : paths.overview())
  }
  const choose = (profile: Profile) => {
    setDraft(fromProfile(profile))
    const options = withoutSecret(profile)
    if (options) void connect(options, profile.name, false)
  }

  return (
    <div className="page" style={{ maxWidth: 1000 }}>
      <div className="page-head">
        <h1>Connect to a server</h1>
      </div>
      {conn && (
        <div className="page-head">
          <span>
            {link.state === 'open' ? 'Connected as' : 'Trying'} <strong>{label}</strong>{' '}
            <span className="mono dim">{conn.options.url}</span>
          </span>
          <ActionButton variant="default" disabledReason={block} onClick={disconnect}>
            Disconnect
          </ActionButton>
        </div>
      )}
      {open > 0 && <EndTransfers open={open} isLive={link.state === 'open'} checked={mayEnd} onChange={setMayEnd} />}
      {presets.problem && <ErrorNote error={{ message: presets.problem }} />}
      <div className="columns" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(320px, 100%), 1fr))' }}>
        <Panel title="Server and credentials">
          <ConnectForm
            draft={draft}
            onChange={setDraft}
            busy={busy}
            error={error ?? linkError}
            onSubmit={(o, save) => void connect(o, draft.name, save)}
          />
        </Panel>
        <ProfileList presets={presets.connections} onChoose={choose} busy={busy} />
      </div>
    </div>
  )
}
