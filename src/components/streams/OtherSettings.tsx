import { Fact, Panel } from '~/components/ui/Panel.tsx'
import { differences } from '~/lib/stream-config/diff.ts'
import { isServerNote, toDraft } from '~/lib/stream-config/draft.ts'
import type { FieldKey } from '~/lib/stream-config/fields.ts'
import type { JsonObject, StreamDetail } from '~/nats/types.ts'

/** What is not told elsewhere on the page. */
const keys: ReadonlySet<FieldKey> = new Set<FieldKey>([
  'mirror_direct',
  'transform_src',
  'transform_dest',
  'republish_src',
  'republish_dest',
  'republish_headers',
  'cluster',
  'tags',
  'first_seq',
  'persist_mode',
  'allow_rollup_hdrs',
  'allow_msg_ttl',
  'subject_delete_marker_ttl',
  'allow_msg_counter',
  'allow_atomic',
  'allow_batched',
  'allow_msg_schedules',
  'limit_inactive',
  'limit_ack_pending',
  'metadata',
])

/** Settings that are not as they are by default, by the names of the form that makes and edits them. */
export default function OtherSettings({ stream }: { stream: StreamDetail }) {
  const draft = toDraft(stream.raw.config as JsonObject) // a reply of the server has it
  const own = { ...draft, metadata: draft.metadata.filter((p) => !isServerNote(p.name)) }
  const set = differences(own, toDraft({})).filter((d) => keys.has(d.key))
  if (set.length === 0) return null
  return (
    <Panel title="Other settings">
      <dl className="facts">
        {set.map((d) => (
          <Fact key={d.key} name={d.label}>
            <span className="mono pre">{d.after}</span>
          </Fact>
        ))}
      </dl>
    </Panel>
  )
}
