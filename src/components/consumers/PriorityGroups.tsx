import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { useUnpinConsumer } from '~/hooks/consumer-actions.ts'
import { useTooOld } from '~/hooks/server-needs.ts'
import { explain, useWriteBlock } from '~/hooks/use-connection.ts'
import type { Consumer } from '~/nats/consumers.ts'

/** The priority groups with the client that is pinned in each, and the way to let go of it. */
export function PriorityGroups({ consumer }: { consumer: Consumer }) {
  const unpin = useUnpinConsumer(consumer)
  const block = useWriteBlock()
  const tooOld = useTooOld(1)
  if (consumer.priority_groups.length === 0) return null
  return (
    <Panel title="Priority groups" flush>
      <table className="plain">
        <thead>
          <tr>
            <th>Group</th>
            <th>Pinned client</th>
            <th>Since</th>
            <th>
              <span className="dim">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {consumer.priority_groups.map((g) => (
            <tr key={g.group}>
              <td className="mono">{g.group}</td>
              <td className="mono">{g.pinned_client_id ?? 'none'}</td>
              <td className="mono">{g.pinned_client_id && g.pinned_ts ? <Time at={g.pinned_ts} digits={0} /> : '–'}</td>
              <td>
                <ActionButton
                  variant="default"
                  loading={unpin.isPending && unpin.variables === g.group}
                  disabledReason={block ?? tooOld ?? (g.pinned_client_id ? undefined : 'No client is pinned')}
                  onClick={() => unpin.mutate(g.group)}
                >
                  Unpin
                </ActionButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {unpin.error && <ErrorNote error={explain(unpin.error)} />}
    </Panel>
  )
}
