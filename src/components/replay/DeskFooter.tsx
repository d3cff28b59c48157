import { Button } from '@mantine/core'
import { count, plural } from '~/lib/format.ts'
import type { DeskStats } from '~/nats/desk-types.ts'
import { tallyWords } from './desk-words.ts'

/** What was decided at this desk, and its log to take along. */
export function DeskFooter({ stats, onSave }: { stats: DeskStats; onSave: () => Promise<void> }) {
  return (
    <div className="desk-foot dim">
      <span role="status" aria-label="Tally">
        {tallyWords(stats.tally)}
      </span>
      {stats.dropped > 0 && <span>{plural(stats.dropped, 'decided row')} dropped to make room</span>}
      <span className="push" />
      <Button size="compact-xs" variant="subtle" onClick={() => void onSave()}>
        {`Save the log (${plural(stats.log.lines, 'line')}${stats.log.dropped > 0 ? `, ${count(stats.log.dropped)} older dropped` : ''})`}
      </Button>
    </div>
  )
}
