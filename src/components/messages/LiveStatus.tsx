import { Button, Popover } from '@mantine/core'
import { Time } from '~/components/shared/Time.tsx'
import type { Hold } from '~/hooks/use-tail.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import { bytes, count, plural, rate } from '~/lib/format.ts'
import type { TailStats } from '~/nats/tail.ts'
import { resumedSentence, tailState } from './tail-words.ts'

type Props = { stats: TailStats; hold: Hold | undefined; letGo: (why: Hold['why']) => void; follow: () => void }

/** What the tail is doing, in figures and in words, and the way to stop and go on. */
export function LiveStatus({ stats, hold, letGo, follow }: Props) {
  const popup = usePopup()
  const waiting = hold ? stats.end - hold.end : 0
  const { label, tone } = tailState(stats, hold)
  const last = stats.resumes.at(-1)
  return (
    <div className="live-status" role="group" aria-label="Live">
      <span className="badge" data-state={tone} role="status">
        <span className="dot" />
        {label}
      </span>
      {hold ? (
        <Button size="compact-sm" onClick={follow}>
          Follow{waiting > 0 ? ` (${count(waiting)} new)` : ''}
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => letGo('paused')}>
          Pause
        </Button>
      )}
      <span
        className="num"
        title={`${count(Math.round(stats.messagesPerSecond))} messages and ${count(Math.round(stats.bytesPerSecond))} bytes a second`}
      >
        {rate(stats.messagesPerSecond)}, {bytes(stats.bytesPerSecond)}/s
      </span>
      {stats.pending > 0 && <span className="num">{count(stats.pending)} to go</span>}
      <span>{plural(stats.end, 'message')} received</span>
      <span title={`The newest are kept: at most ${count(stats.most.messages)} messages or ${bytes(stats.most.bytes)}`}>
        {count(stats.end - stats.first)} kept ({bytes(stats.heldBytes)})
      </span>
      {stats.first > 0 && <span className="attention">{count(stats.first)} dropped from view</span>}
      {stats.missed > 0 && <span className="attention">{plural(stats.missed, 'message')} gone before they could be read</span>}
      {stats.way === 'direct' && (
        <span className="dim" title={stats.because}>
          By direct get
        </span>
      )}
      {last && (
        <Popover width={420} position="bottom-end" withArrow opened={popup.opened} onChange={popup.onChange}>
          <Popover.Target>
            <Button size="compact-sm" variant="subtle" onClick={popup.toggle}>
              {plural(stats.interruptions, 'interruption')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <ul className="plain-list" aria-label="Interruptions">
              {stats.resumes.toReversed().map((r) => (
                <li key={r.at}>
                  <Time at={new Date(r.at).toISOString()} digits={0} />: {resumedSentence(r)}
                </li>
              ))}
            </ul>
          </Popover.Dropdown>
        </Popover>
      )}
      {last && !stats.error && <span className="dim">{resumedSentence(last)}</span>}
      {stats.state === 'waiting' && <span className="attention">{stats.error?.message ?? 'The connection is lost'}</span>}
    </div>
  )
}
