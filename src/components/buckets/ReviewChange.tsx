import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { ConfigDiff } from '~/components/shared/ConfigDiff.tsx'
import { configAfter, configOf } from '~/hooks/bucket-actions.ts'
import { bytes, count } from '~/lib/format.ts'
import { parseLength, showLength } from '~/lib/length.ts'
import { parseSize } from '~/lib/size.ts'
import type { BucketChange } from '~/nats/kv-config.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { toDraft, type BucketDraft } from './bucket-draft.ts'
import { bucketFields, labelOf, type FieldKey } from './bucket-fields.ts'

type Props = {
  /** As it was when the form was opened. */
  base: Bucket
  draft: BucketDraft
  edited: FieldKey[]
  apiLevel: number
  change: BucketChange
  /** What goes with it, a sentence each. */
  losses: string[]
  isCounting: boolean
}

/** What will change, old beside new, and what goes with it at once. */
export function ReviewChange({ base, draft, edited, apiLevel, change, losses, isCounting }: Props) {
  const [isRaw, setRaw] = useState(false)
  const before = useMemo(() => toDraft(base), [base])
  const after = useMemo(() => configAfter(base, change, apiLevel), [base, change, apiLevel])
  return (
    <>
      <table className="plain" aria-label="Changes">
        <thead>
          <tr>
            <th>Setting</th>
            <th>Now</th>
            <th>After the change</th>
          </tr>
        </thead>
        <tbody>
          {edited.map((key) => (
            <tr key={key}>
              <th scope="row">{labelOf(key)}</th>
              <td className="mono pre">{shown(key, before[key])}</td>
              <td className="mono pre">{shown(key, draft[key].trim())}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {losses.length > 0 && (
        <section aria-label="What goes with it" aria-busy={isCounting} className="danger">
          <ul className="plain-list">
            {losses.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </section>
      )}
      <div>
        <Button variant="subtle" size="compact-xs" aria-expanded={isRaw} onClick={() => setRaw(!isRaw)}>
          {isRaw ? 'Hide' : 'Show'} the whole configuration
        </Button>
      </div>
      {isRaw && <ConfigDiff a={configOf(base)} b={after} labelA="Configuration now" labelB="Configuration after the change" />}
    </>
  )
}

/** One way to write what can be typed in several. */
function shown(key: FieldKey, text: string): string {
  const kind = bucketFields.find((f) => f.key === key)?.kind
  if (kind === 'flag') return text === 'true' ? 'on' : 'off'
  if (text === '') return 'none'
  const n = kind === 'size' ? parseSize(text) : undefined
  if (n !== undefined) return `${bytes(n)} (${count(n)} bytes)`
  const ns = kind === 'length' ? parseLength(text) : undefined
  return ns === undefined ? text : showLength(ns)
}
