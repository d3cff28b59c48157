import { Button, SegmentedControl } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useIsLive } from '~/hooks/use-connection.ts'
import type { PastHook } from '~/hooks/use-past.ts'
import { count, plural } from '~/lib/format.ts'
import type { PastCounts } from '~/lib/kv/past-difference.ts'
import { pastKinds, type PastKind } from '~/lib/kv/past-kinds.ts'
import type { SetSearch } from './KeyToolbar.tsx'
import { kindNames } from './past-words.ts'
import { PastProgressBar } from './PastReading.tsx'

/** Named only where there are any. */
const rare: PastKind[] = ['unknown', 'rewritten']

type Props = { counts: PastCounts; past: PastHook; kind: string | undefined; set: SetSearch }

/** How many keys differ in which way, which of them are listed, and what tells a changed value from one written again. */
export function PastKinds({ counts, past: { comparing, problem, compare, stop }, kind, set }: Props) {
  const live = useIsLive()
  const all = counts.added + counts.unknown + counts.removed + counts.changed + counts.rewritten
  const shown = pastKinds.filter((k) => !rare.includes(k) || counts[k] > 0 || kind === k)
  return (
    <>
      <div className="kv-kinds">
        <SegmentedControl
          aria-label="Kind of difference"
          data={[
            { value: '', label: `All ${count(all)}` },
            ...shown.map((k) => ({ value: k, label: `${kindNames[k]} ${count(counts[k])}` })),
          ]}
          value={kind ?? ''}
          onChange={(v) => set({ kind: pastKinds.find((k) => k === v) }, true)}
        />
      </div>
      {comparing ? (
        <PastProgressBar what="Comparing values" of="key" progress={comparing} onCancel={stop} />
      ) : (
        counts.unchecked > 0 && (
          <p className="dim form-note kv-unchecked">
            {plural(counts.unchecked, 'key')} of the changed {counts.unchecked === 1 ? 'was' : 'were'} written again with a value
            of the same length, which may be the same value.
            {live && (
              <Button size="compact-xs" variant="default" onClick={() => void compare()}>
                Compare the values
              </Button>
            )}
          </p>
        )
      )}
      {problem && <ErrorNote error={problem} />}
    </>
  )
}
