import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { HrefButton } from '~/components/shared/HrefButton.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { count } from '~/lib/format.ts'
import { paths } from '~/lib/paths.ts'
import type { Consumer } from '~/nats/consumers.ts'
import type { Dialog } from './ConsumerActions.tsx'
import { stateWords, type Remedy, type Trouble } from './stuck.ts'

type Props = { consumer: Consumer; troubles: Trouble[]; onOpen: (dialog: Dialog) => void }

/** What holds the consumer up, each cause with what helps beside it. */
export function StuckPanel({ consumer, troubles, onOpen }: Props) {
  if (troubles.length === 0)
    return (
      <p className="ok" style={{ margin: 0 }} role="status">
        Nothing holds it up: {stateWords(consumer, troubles)}.
      </p>
    )
  return (
    <Panel title={troubles[0]?.level === 'danger' ? 'Why it is stuck' : 'What to know'} flush>
      <ul className="troubles">
        {troubles.map((t) => (
          <li key={t.cause} data-level={t.level}>
            <div>
              <div className={t.level}>
                {t.sentence}
                {t.until && (
                  <>
                    {' Until '}
                    <Time at={t.until} digits={0} />.
                  </>
                )}
              </div>
              <div className="dim">{t.fix}</div>
            </div>
            {t.remedies.map((r) => (
              <RemedyButton key={r.to} remedy={r} consumer={consumer} onOpen={onOpen} />
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function RemedyButton({ remedy, consumer, onOpen }: { remedy: Remedy; consumer: Consumer; onOpen: (dialog: Dialog) => void }) {
  switch (remedy.to) {
    case 'message':
      return (
        <Link
          to="/streams/$stream/messages"
          params={{ stream: consumer.stream }}
          search={{ at: 'seq', seq: String(remedy.seq), open: String(remedy.seq) }}
        >
          Look at message {count(remedy.seq)}
        </Link>
      )
    case 'attach':
      return <HrefButton href={paths.replay(consumer.stream, { attach: consumer.name })}>Attach in the replay desk</HrefButton>
    default:
      return (
        <Button variant="default" onClick={() => onOpen(remedy.to)}>
          {{ edit: 'Edit it', rewind: 'Rewind it', resume: 'Resume it' }[remedy.to]}
        </Button>
      )
  }
}
