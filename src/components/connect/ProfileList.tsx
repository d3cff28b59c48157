import { ActionIcon, Button } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { Panel } from '~/components/ui/Panel.tsx'
import { removeProfile, useProfiles, type Profile } from '~/stores/profiles.ts'

type Props = { presets: Profile[]; onChoose: (profile: Profile) => void; busy: boolean }

/** Connections to choose from: those that came with the page, and those saved on this device. */
export function ProfileList({ presets, onChoose, busy }: Props) {
  const saved = useProfiles()
  return (
    <div style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
      {presets.length > 0 && (
        <Panel title="Offered by this page" flush>
          {presets.map((p) => (
            <Entry key={p.name} profile={p} onChoose={onChoose} busy={busy} />
          ))}
        </Panel>
      )}
      <Panel title="Saved on this device" flush>
        {saved.length === 0 && (
          <p className="dim" style={{ margin: 12 }}>
            None yet. A saved connection keeps the address and the user name; passwords, tokens, seeds and files are asked for
            again.
          </p>
        )}
        {saved.map((p) => (
          <Entry key={p.name} profile={p} onChoose={onChoose} busy={busy} onRemove={() => removeProfile(p.name)} />
        ))}
      </Panel>
    </div>
  )
}

type EntryProps = { profile: Profile; onChoose: (profile: Profile) => void; busy: boolean; onRemove?: () => void }

function Entry({ profile, onChoose, busy, onRemove }: EntryProps) {
  const verb = profile.auth === 'none' ? 'Connect' : 'Use'
  return (
    <div style={{ display: 'flex', alignItems: 'center', gap: 8, padding: '6px 12px', borderBottom: '1px solid var(--line)' }}>
      <div style={{ minWidth: 0, flex: 1 }}>
        <div className="clip">{profile.name}</div>
        <div className="mono dim clip">
          {profile.url}
          {profile.user && ` · ${profile.user}`}
        </div>
      </div>
      <Button variant="default" disabled={busy} onClick={() => onChoose(profile)} aria-label={`${verb} ${profile.name}`}>
        {verb}
      </Button>
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Forget ${profile.name}`} onClick={onRemove}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
    </div>
  )
}
