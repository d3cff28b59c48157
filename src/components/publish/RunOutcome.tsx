import { Button, Progress } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { ProgressNews } from '~/components/ui/ProgressNews.tsx'
import type { RunView } from '~/hooks/publish-run.ts'
import { count, plural } from '~/lib/format.ts'
import type { LinkError } from '~/nats/types.ts'
import { runWords } from './publish-words.ts'

/** How far the sending is, and what became of each. */
export function RunOutcome({ view, onStop }: { view: RunView; onStop: () => void }) {
  const { result, total, running } = view
  return (
    <section aria-label="Sending" className="form">
      {running && (
        <>
          <ProgressNews what="Sending" done={result.sent} total={total} />
          <Progress value={(result.sent / total) * 100} aria-label="Sent" />
        </>
      )}
      <p className="form-note" role={running ? undefined : 'status'}>
        {running ? `${count(result.sent)} of ${count(total)} sent: ` : ''}
        {runWords(view)}
      </p>
      {result.reasons.length > 0 && (
        <ul className="plain-list danger" aria-label="Why some were refused">
          {result.reasons.map((r) => (
            <li key={r.reason}>
              {plural(r.count, 'message')}: {r.reason}
            </li>
          ))}
        </ul>
      )}
      {!running && result.ended !== undefined && result.ended !== 'stopped' && <ErrorNote error={ended(result.ended)} />}
      {running && (
        <div>
          <Button variant="default" onClick={onStop}>
            Stop
          </Button>
        </div>
      )}
    </section>
  )
}

/** Some were sent already, whatever the error says of itself. */
function ended(error: LinkError) {
  return { message: `It ended before the last: ${error.message}`, ...(error.details ? { details: error.details } : {}) }
}
