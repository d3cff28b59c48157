import { Button, Menu } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { ActionItem } from '~/components/ui/ActionItem.tsx'
import { useLastOfStream, useLastOfSubject } from '~/hooks/publish.ts'
import { useTooOld } from '~/hooks/server-needs.ts'
import { usePopup } from '~/hooks/use-popup.ts'
import type { HeaderRow } from '~/lib/publish/draft.ts'
import { newUuid } from '~/lib/publish/template.ts'
import type { Stream } from '~/nats/types.ts'

type Props = {
  /** The stream that listens on the subject, and the subject; undefined where none is known. */
  target: Stream | undefined
  subject: string
  isRepeated: boolean
  onAdd: (rows: HeaderRow[]) => void
  onBlank: () => void
}

/** Adds a header: an empty one, or one that NATS acts on, with a value that makes sense now. */
export function AddHeader({ target, subject, isRepeated, onAdd, onBlank }: Props) {
  const popup = usePopup()
  const last = useLastOfSubject()
  const lastOfAll = useLastOfStream()
  const tooOld = useTooOld(1)
  const tooOld2 = useTooOld(2)
  const unknown = target ? undefined : 'No stream that listens on the subject is known'
  const ttl =
    tooOld ?? unknown ?? (target?.config.allow_msg_ttl ? undefined : `${target?.name} does not allow them (allow_msg_ttl)`)
  const rollup =
    unknown ?? (target?.config.allow_rollup_hdrs ? undefined : `${target?.name} does not allow it (allow_rollup_hdrs)`)
  const counter =
    tooOld2 ?? unknown ?? (target?.config.allow_msg_counter ? undefined : `${target?.name} is no counter (allow_msg_counter)`)
  const schedule =
    tooOld2 ??
    unknown ??
    (target?.config.allow_msg_schedules ? undefined : `${target?.name} does not take schedules (allow_msg_schedules)`)
  const addLast = () =>
    target &&
    last.mutate(
      { stream: target.name, subject },
      { onSuccess: (seq) => onAdd([['Nats-Expected-Last-Subject-Sequence', String(seq)]]) },
    )
  const addLastOfAll = () =>
    target && lastOfAll.mutate(target.name, { onSuccess: (seq) => onAdd([['Nats-Expected-Last-Sequence', String(seq)]]) })
  const failed = last.error ?? lastOfAll.error
  return (
    <div className="form-buttons">
      <Button variant="default" size="compact-sm" onClick={onBlank}>
        Add a header
      </Button>
      <Menu position="bottom-start" opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <Button variant="default" size="compact-sm" rightSection={<IconChevronDown size={14} />}>
            One that NATS acts on
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <ActionItem
            label="Message id: the same again is not stored"
            reason={undefined}
            onClick={() => onAdd([['Nats-Msg-Id', isRepeated ? '{{uuid}}' : newUuid()]])}
          />
          <ActionItem label="Only if the stream’s last sequence is as now" reason={unknown} onClick={addLastOfAll} />
          <ActionItem label="Only if the subject’s last sequence is as now" reason={unknown} onClick={addLast} />
          <ActionItem
            label="Only if the subject has no message"
            reason={undefined}
            onClick={() => onAdd([['Nats-Expected-Last-Subject-Sequence', '0']])}
          />
          <ActionItem
            label="Only into this stream"
            reason={unknown}
            onClick={() => target && onAdd([['Nats-Expected-Stream', target.name]])}
          />
          <ActionItem label="Time to live" reason={ttl} onClick={() => onAdd([['Nats-TTL', '1h']])} />
          <ActionItem label="Add to the subject’s counter" reason={counter} onClick={() => onAdd([['Nats-Incr', '1']])} />
          <ActionItem
            label="Publish later, or again and again (schedule)"
            reason={schedule}
            onClick={() =>
              onAdd([
                ['Nats-Schedule', `@at ${inAnHour()}`],
                ['Nats-Schedule-Target', ''],
              ])
            }
          />
          <ActionItem
            label="Purge the subject’s earlier messages (rollup)"
            reason={rollup}
            danger
            onClick={() => onAdd([['Nats-Rollup', 'sub']])}
          />
          <ActionItem
            label="Purge the stream’s earlier messages (rollup)"
            reason={rollup}
            danger
            onClick={() => onAdd([['Nats-Rollup', 'all']])}
          />
        </Menu.Dropdown>
      </Menu>
      {failed && (
        <span className="danger" role="alert">
          {failed.message}
        </span>
      )}
    </div>
  )
}

/** To the second, in UTC. */
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')
