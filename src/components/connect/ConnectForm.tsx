import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { ErrorNote, type Problem } from '~/components/ui/ErrorNote.tsx'
import type { Auth, ConnectOptions } from '~/nats/types.ts'
import { CredsField } from './CredsField.tsx'
import { draftProblems, toOptions, type Draft, type DraftProblems } from './draft.ts'

const ways: { value: Auth['kind']; label: string }[] = [
  { value: 'none', label: 'No credentials' },
  { value: 'password', label: 'User and password' },
  { value: 'token', label: 'Token' },
  { value: 'nkey', label: 'NKey seed' },
  { value: 'creds', label: '.creds file' },
]

type Props = {
  draft: Draft
  onChange: (draft: Draft) => void
  busy: boolean
  error: Problem | undefined
  onSubmit: (options: ConnectOptions, save: boolean) => void
}

export function ConnectForm({ draft, onChange, busy, error, onSubmit }: Props) {
  const [problems, setProblems] = useState<DraftProblems>({})
  const [save, setSave] = useState(false)
  const set = (change: Partial<Draft>) => {
    onChange({ ...draft, ...change })
    setProblems((old) => Object.fromEntries(Object.entries(old).filter(([field]) => !(field in change))))
  }
  const field = (name: keyof Draft) => ({
    value: draft[name],
    error: problems[name],
    onChange: (e: { currentTarget: { value: string } }) => set({ [name]: e.currentTarget.value }),
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const found = draftProblems(draft)
    setProblems(found)
    if (Object.keys(found).length === 0 && !busy) onSubmit(toOptions(draft), save)
  }
  return (
    <form onSubmit={submit} style={{ display: 'flex', flexDirection: 'column', gap: 12 }} noValidate>
      <TextInput
        label="Server address"
        description="The websocket listener of a nats-server: ws:// or, for TLS, wss://"
        className="mono-input"
        spellCheck={false}
        {...field('url')}
      />
      <Select
        label="Credentials"
        data={ways}
        value={draft.kind}
        allowDeselect={false}
        onChange={(kind) => kind && set({ kind })}
      />
      {draft.kind === 'password' && (
        <>
          <TextInput label="User" autoComplete="off" spellCheck={false} {...field('user')} />
          <PasswordInput label="Password" autoComplete="off" {...field('pass')} />
        </>
      )}
      {draft.kind === 'token' && <PasswordInput label="Token" autoComplete="off" {...field('token')} />}
      {draft.kind === 'nkey' && (
        <PasswordInput
          label="NKey seed"
          description="Starts with SU; it stays in this page"
          autoComplete="off"
          {...field('seed')}
        />
      )}
      {draft.kind === 'creds' && (
        <CredsField name={draft.credsName} problem={problems.creds} onRead={(creds, credsName) => set({ creds, credsName })} />
      )}
      <details open={draft.inboxPrefix !== '' || draft.domain !== ''}>
        <summary>More</summary>
        <div style={{ display: 'flex', flexDirection: 'column', gap: 12, marginTop: 8 }}>
          <TextInput
            label="Inbox prefix"
            description="Where the account restricts what may be subscribed"
            placeholder="_INBOX"
            {...field('inboxPrefix')}
          />
          <TextInput
            label="JetStream domain"
            description="Of a leaf node or hub, when it is not this server's own"
            {...field('domain')}
          />
        </div>
      </details>
      <TextInput label="Name" description="Under which this connection is shown, and saved if you like" {...field('name')} />
      <Checkbox
        label="Save this connection on this device (without its secrets)"
        checked={save}
        onChange={(e) => setSave(e.currentTarget.checked)}
      />
      {error && <ErrorNote error={error} />}
      <div>
        <Button type="submit" loading={busy}>
          Connect
        </Button>
      </div>
    </form>
  )
}
