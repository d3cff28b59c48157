import { ConfigReview } from '~/components/shared/ConfigReview.tsx'
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
  const shown = (key: FieldKey, text: string) => written(fields.find((f) => f.key === key)?.kind, text)
  const rows = edited.map((key) => ({
    key,
    label: labelOf(key),
    before: shown(key, before[key]),
    after: shown(key, draft[key].trim()),
  }))
  return (
    <ConfigReview rows={rows} config={config} after={after}>
      {words.length > 0 && (
        <section aria-label="What goes with it" aria-busy={isCounting} className="danger">
          <ul className="plain-list">
            {words.map((w) => (
              <li key={w}>{w}</li>
            ))}
          </ul>
        </section>
      )}
    </ConfigReview>
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
