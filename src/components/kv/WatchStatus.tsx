import { plural, rate } from '~/lib/format.ts'
import type { KvWatchStats } from '~/nats/kv-watch.ts'
import { keysWords, watchState } from './kv-words.ts'

/** Whether what is on screen is kept up to date, and how many keys there are. */
export function WatchStatus({ stats }: { stats: KvWatchStats }) {
  const { label, tone } = watchState(stats)
  return (
    <div className="live-status" role="group" aria-label="Watch">
      <span className="badge" data-state={tone} role="status">
        <span className="dot" />
        {label}
      </span>
      <span className="num">{keysWords(stats)}</span>
      {stats.tombstones > 0 && <span className="num">{plural(stats.tombstones, 'deleted key')}</span>}
      {stats.changes > 0 && (
        <span className="num">
          {plural(stats.changes, 'change')}, {rate(stats.changesPerSecond)}
        </span>
      )}
      {stats.way === 'list' && (
        <span className="attention">Keys by name, looked at every second{stats.because ? `: ${stats.because}` : ''}</span>
      )}
      {stats.error && stats.state !== 'failed' && <span className="attention">{stats.error.message}</span>}
    </div>
  )
}
