import { Button } from '@mantine/core'
import { Time } from '~/components/shared/Time.tsx'
import { saveFile } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { KvKeysView } from '~/hooks/use-kv-keys.ts'
import { operationWords } from './kv-words.ts'

const SHOWN = 60

/** The newest lines, or those that were there when it was paused. */
export type LogHold = 'newest' | { first: number; end: number }

type Props = {
  bucket: string
  view: KvKeysView
  shown: LogHold
  setShown: (shown: LogHold) => void
  ndjson: () => Promise<Uint8Array>
  onOpen: (key: string) => void
}

/** The newest changes as they come in, newest first; paused it stays where it was. */
export function ChangeLog({ bucket, view, shown, setShown, ndjson, onOpen }: Props) {
  const { first, end } = view.stats.log
  const isPaused = shown !== 'newest'
  const lines = view.log.filter((l) => !isPaused || l.index < shown.end).toReversed()
  const waiting = isPaused ? end - shown.end : 0
  return (
    <section className="panel kv-log" aria-label="Change log">
      <h2 className="detail-head">
        Change log
        <span className="dim">{plural(end, 'change')}</span>
        {first > 0 && <span className="attention">{count(first)} dropped</span>}
        <span className="push" />
        {isPaused ? (
          <Button size="compact-xs" onClick={() => setShown('newest')}>
            Follow{waiting > 0 ? ` (${count(waiting)} new)` : ''}
          </Button>
        ) : (
          <Button size="compact-xs" variant="default" onClick={() => setShown({ first: Math.max(first, end - SHOWN), end })}>
            Pause
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void ndjson().then((data) => saveFile(`${bucket}-changes.ndjson`, data))}
        >
          Export NDJSON
        </Button>
      </h2>
      <div className="body">
        {lines.length === 0 ? (
          <p className="dim form-note">Puts, deletes, purges and expiries appear here as they come.</p>
        ) : (
          <table className="plain">
            <thead>
              <tr>
                <th>Time</th>
                <th>Change</th>
                <th>Key</th>
                <th>Revision</th>
                <th>Size</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((l) => (
                // The elements are used again: at thousands of changes a second making new ones would keep the page busy.
                <tr key={l.index % SHOWN}>
                  <td className="mono">
                    <Time at={new Date(l.at).toISOString()} />
                  </td>
                  <td>{operationWords(l.operation, l.marker)}</td>
                  <td>
                    <button type="button" className="kv-branch mono" onClick={() => onOpen(l.key)}>
                      {visible(l.key)}
                    </button>
                  </td>
                  <td>{l.revision === undefined ? '' : count(l.revision)}</td>
                  <td>{l.operation === 'PUT' ? bytes(l.size) : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  )
}
