import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { HrefButton } from '~/components/shared/HrefButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { duration } from '~/lib/format.ts'
import { paths } from '~/lib/paths.ts'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import type { LinkError, Stream } from '~/nats/types.ts'

type Props = {
  error: LinkError
  draft: PublishDraft
  target: Stream | undefined
  block: string | undefined
  onAgain: () => void
}

/** Why it failed; when nobody knows whether it was stored, how to find out or to try again without storing it twice. */
export function SendProblem({ error, draft, target, block, onAgain }: Props) {
  const isUnknown = (error.kind === 'timeout' || error.kind === 'disconnected') && draft.mode === 'jetstream'
  if (!isUnknown) return <ErrorNote error={error} />
  const hasId = draft.headers.some(([name]) => name === 'Nats-Msg-Id') // the server knows no other way to write it
  const window = target?.config.duplicate_window_ms
  return (
    <ErrorNote error={hasId ? { message: error.message } : error}>
      <p className="form-note">
        {hasId
          ? `Sending it again is safe${window ? ` for ${duration(window)}` : ' within the duplicate window of the stream'}: it has a Nats-Msg-Id, so if the first was stored, the second is a duplicate and not stored.`
          : 'It had no Nats-Msg-Id: sent again it would be stored twice if the first was stored. With one, a message can be sent again safely.'}
      </p>
      <div className="form-buttons">
        {hasId && (
          <ActionButton variant="default" disabledReason={block} onClick={onAgain}>
            Send again with the same Nats-Msg-Id
          </ActionButton>
        )}
        {target && (
          <HrefButton href={paths.messages(target.name, { at: 'last', desc: 'true', filter: draft.subject.trim() })}>
            Look at the latest of the subject
          </HrefButton>
        )}
      </div>
    </ErrorNote>
  )
}
