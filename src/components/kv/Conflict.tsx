import { useMemo } from 'react'
import { Payloads } from '~/components/messages/Compare.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { count } from '~/lib/format.ts'
import { toBytes } from '~/lib/kv/editable.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import type { KvDraft } from '~/stores/kv-drafts.ts'
import { operationWords } from './kv-words.ts'

type Props = {
  draft: KvDraft
  /** null when nothing is left of the key. */
  theirs: KvEntry | null
  client: PayloadClient
  /** Why nothing can be saved now. */
  wrong: string | undefined
  onSave: () => void
  onTakeTheirs: () => void
}

const EMPTY = new Uint8Array()

/** What the other one changed, and theirs against yours; nothing is overwritten before that is asked for. */
export function Conflict({ draft, theirs, client, wrong, onSave, onTakeTheirs }: Props) {
  const base = useMemo(() => toBytes(draft.baseText, draft.lineEnd), [draft.baseText, draft.lineEnd])
  const yours = useMemo(() => toBytes(draft.text, draft.lineEnd), [draft.text, draft.lineEnd])
  const data = theirs?.data ?? EMPTY
  const at = theirs?.revision ?? 'none'
  const what = theirs ? `revision ${count(theirs.revision)}, ${operationWords(theirs.operation, theirs.marker)}` : 'gone'
  const started = draft.base === undefined ? 'no value' : `revision ${count(BigInt(draft.base))}`
  return (
    <section className="form" aria-label="Conflict">
      <h3 className="form-note">What they changed</h3>
      <div className="diff-heads dim" aria-hidden>
        <span>Base: {started}</span>
        <span>Theirs: {what}</span>
      </div>
      <Payloads key={`b ${at}`} a={base} b={data} client={client} labelA="The base" labelB="Their value" />
      <h3 className="form-note">Theirs against yours</h3>
      <div className="diff-heads dim" aria-hidden>
        <span>Theirs: {what}</span>
        <span>Yours: not saved</span>
      </div>
      <Payloads a={data} b={yours} client={client} labelA="Their value again" labelB="Your value" />
      <div className="form-buttons">
        <ActionButton color="red" disabledReason={wrong} onClick={onSave}>
          {theirs ? `Save over revision ${count(theirs.revision)}` : 'Save as a new key'}
        </ActionButton>
        <ActionButton variant="default" disabledReason={undefined} onClick={onTakeTheirs}>
          Take theirs, discard mine
        </ActionButton>
      </div>
    </section>
  )
}
