import type { Change } from './use-changes.ts'

/** What has just become of the key: quiet where it was done here, marked where somebody else did it. */
export function ChangeNotice({ said }: { said: Change }) {
  return (
    <p className={said.isOwn ? 'form-note ok' : 'kv-notice form-note'} role="status">
      {said.words}
    </p>
  )
}
