import { Button, SegmentedControl } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import type { Moment } from '~/lib/kv/moment.ts'
import type { KvBucketSearch } from '~/lib/search.ts'
import type { Bucket } from '~/nats/kv-types.ts'
import { useTimeStyle } from '~/stores/preferences.ts'
import { AsOfButton } from './AsOfButton.tsx'
import type { SetSearch } from './KeyToolbar.tsx'
import { momentWords } from './past-words.ts'

/** What leads back to the present: nothing of the past is left in the address. */
const back = { at: undefined, diff: undefined, kind: undefined, beside: undefined }

type Props = { bucket: Bucket; moment: Moment; search: KvBucketSearch; set: SetSearch }

/** Says that this is the past and when, and leads back. */
export function PastBanner({ bucket, moment, search, set }: Props) {
  const style = useTimeStyle()
  return (
    <section className="kv-past" aria-label="The past">
      <IconHistory size={18} aria-hidden />
      <strong role="status">
        As it was <span title={typeof moment === 'string' ? moment : undefined}>{momentWords(moment, style)}</span>, read only
      </strong>
      <SegmentedControl
        aria-label="Show of the past"
        data={[
          { value: 'then', label: 'The keys then' },
          { value: 'diff', label: 'Differences to now' },
        ]}
        value={search.diff ? 'diff' : 'then'}
        onChange={(v) => set({ diff: v === 'diff' || undefined, beside: undefined })}
      />
      <span className="push" />
      <AsOfButton bucket={bucket} search={search} set={set} label="Another moment…" />
      <Button onClick={() => set(back)}>Back to now</Button>
    </section>
  )
}
