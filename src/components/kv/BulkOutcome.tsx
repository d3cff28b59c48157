import { Button } from '@mantine/core'
import { useCopy } from '~/components/messages/use-copy.ts'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import type { KvBulk } from '~/hooks/use-kv-bulk.ts'
import { saveBlob } from '~/lib/clipboard.ts'
import { count } from '~/lib/format.ts'
import type { BulkShown } from '~/lib/kv/bulk-list.ts'
import { sentence, type Part } from './bulk-words.ts'

type Props = {
  bulk: KvBulk
  parts: Part[]
  shown: BulkShown
  setShown: (shown: BulkShown) => void
  block: string | undefined
  /** The name of the file that the results go to. */
  file: string
  /** Does what failed once more, or what was left. */
  onRetry: () => void
  onGoOn: () => void
  onClose: () => void
}

/** What became of the keys, and what can be done about those that failed or were left. */
export function BulkOutcome({ bulk, parts, shown, setShown, block, file, onRetry, onGoOn, onClose }: Props) {
  const { said, copy } = useCopy()
  const n = (result: string) => parts.find((p) => p.shown[0] === result)?.n ?? 0
  const failed = n('refused') + n('unsure')
  return (
    <>
      <p className="form-note" role="status">
        {sentence(parts) || 'Nothing was done'}.
      </p>
      <Parts parts={parts} shown={shown} setShown={setShown} />
      <div className="form-buttons" style={{ alignItems: 'center' }}>
        {failed > 0 && (
          <ActionButton disabledReason={block} onClick={onRetry}>
            Try {count(failed)} again
          </ActionButton>
        )}
        {n('waiting') > 0 && (
          <ActionButton disabledReason={block} onClick={onGoOn}>
            Go on with {count(n('waiting'))}
          </ActionButton>
        )}
        <Button
          variant="default"
          onClick={() =>
            copy(
              'Results',
              bulk.report().then((blob) => blob.text()),
            )
          }
        >
          Copy the results
        </Button>
        <Button variant="default" onClick={() => void bulk.report().then((blob) => saveBlob(file, blob))}>
          Save the results
        </Button>
        <Button variant="default" onClick={onClose}>
          Done
        </Button>
        <span role="status" className="dim">
          {said}
        </span>
      </div>
    </>
  )
}

type PartsProps = { parts: Part[]; shown: BulkShown; setShown: (shown: BulkShown) => void }

/** Chooses which of the keys the list shows. */
export function Parts({ parts, shown, setShown }: PartsProps) {
  if (parts.length < 2) return null
  const button = (label: string, what: BulkShown) => (
    <Button
      key={label}
      size="compact-xs"
      variant={shown.join() === what.join() ? 'filled' : 'default'}
      aria-pressed={shown.join() === what.join()}
      onClick={() => setShown(what)}
    >
      {label}
    </Button>
  )
  return (
    <div className="form-buttons" role="group" aria-label="Show">
      {button('All', [])}
      {parts.map((p) => button(`${count(p.n)} ${p.label}`, p.shown))}
    </div>
  )
}
