import { Button } from '@mantine/core'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { DeskStart, DeskStats } from '~/nats/desk-types.ts'
import { phaseWords, resumedWords } from './desk-words.ts'

type Props = { stats: DeskStats; start: DeskStart; onRestart: () => void; onLeave: () => void }

/** What has happened to the session's consumer, and the one button that goes on from there. */
export function PhaseNote({ stats, start, onRestart, onLeave }: Props) {
  const block = useWriteBlock()
  const { phase } = stats
  const words = phaseWords(phase, start, stats)
  const resumed = resumedWords(stats)
  return (
    <div className="phase">
      <span className="dim">
        Consumer <span className="mono">{stats.consumer}</span>
      </span>
      <div role="status" aria-label="Session" className={phase.at === 'failed' ? 'danger' : words ? 'attention' : 'dim'}>
        {words ?? resumed}
      </div>
      {phase.at === 'waiting' && phase.why && <span className="dim">{phase.why.message}.</span>}
      {phase.at === 'gone' && phase.restart && (
        <ActionButton size="compact-sm" disabledReason={block} onClick={onRestart}>
          Start again
        </ActionButton>
      )}
      <span className="push" />
      <Button size="compact-sm" variant="default" onClick={onLeave}>
        Leave the desk
      </Button>
    </div>
  )
}
