import { Button } from '@mantine/core'
import { useState } from 'react'
import { ChangeRows } from '~/components/shared/ChangeRows.tsx'
import { ConfigDiff } from '~/components/shared/ConfigDiff.tsx'
import { bytes, count } from '~/lib/format.ts'
import { parseLength, showLength } from '~/lib/length.ts'
import { parseSize } from '~/lib/size.ts'
import type { JsonObject } from '~/nats/types.ts'
import type { BucketDraft } from './bucket-draft.ts'
import { labelOf, type BucketField, type FieldKey } from './bucket-fields.ts'
import type { Losses } from './EditBucketForm.tsx'

type Props = {
  fields: BucketField[]
  /** The form as it was when it was opened. */
  before: BucketDraft
  draft: BucketDraft
  edited: FieldKey[]
  config: JsonObject
  after: () => JsonObject
  losses: Losses
}

/** What will change, old beside new, and what goes with it at once. */
export function ReviewChange({ fields, before, draft, edited, config, after, losses: { words, isCounting } }: Props) {
  const [isRaw, setRaw] = useState(false)
  const shown = (key: FieldKey, text: string) => written(fields.find((f) => f.key === key)?.kind, text)
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
          <ChangeRows
            rows={edited.map((key) => ({
              key,
              label: labelOf(key),
              before: shown(key, before[key]),
              after: shown(key, draft[key].trim()),
            }))}
          />
        </tbody>
      </table>
      {words.length > 0 && (
        <section aria-label="What goes with it" aria-busy={isCounting} className="danger">
          <ul className="plain-list">
            {words.map((w) => (
              <li key={w}>{w}</li>
            ))}
          </ul>
        </section>
      )}
      <div>
        <Button variant="subtle" size="compact-xs" aria-expanded={isRaw} onClick={() => setRaw(!isRaw)}>
          {isRaw ? 'Hide' : 'Show'} the whole configuration
        </Button>
      </div>
      {isRaw && <ConfigDiff a={config} b={after()} labelA="Configuration now" labelB="Configuration after the change" />}
    </>
  )
}

/** One way to write what can be typed in several. */
function written(kind: BucketField['kind'] | undefined, text: string): string {
  if (kind === 'flag') return text === 'true' ? 'on' : 'off'
  if (text === '') return 'none'
  const n = kind === 'size' ? parseSize(text) : undefined
  if (n !== undefined) return `${bytes(n)} (${count(n)} bytes)`
  const ns = kind === 'length' ? parseLength(text) : undefined
  return ns === undefined ? text : showLength(ns)
}
