import { Progress } from '@mantine/core'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import type { VerifyView } from '~/nats/obj-verify.ts'
import { receivedWords } from './verify-words.ts'

/** How far the reading is, and the way to end it. */
export function VerifyProgress({ view, onStop }: { view: VerifyView | undefined; onStop: () => void }) {
  const share = !view || view.bytes === 0 ? 0 : view.received / view.bytes
  return (
    <div className="bulk-progress">
      <Progress.Root size="sm">
        <Progress.Section value={100 * share} aria-label="Verifying" />
      </Progress.Root>
      <div className="form-buttons" style={{ alignItems: 'center' }}>
        <span className="num">{view ? receivedWords(view) : 'Starting'}</span>
        {view?.waiting && <span className="attention">{view.waiting.message}. It goes on by itself.</span>}
        <span className="push" />
        <ActionButton variant="default" disabledReason={undefined} onClick={onStop}>
          Stop
        </ActionButton>
      </div>
    </div>
  )
}
