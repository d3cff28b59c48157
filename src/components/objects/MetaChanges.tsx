import { ChangeRows } from '~/components/shared/ChangeRows.tsx'
import type { MetaChange } from '~/lib/obj/meta-draft.ts'
import { itemWords } from './meta-words.ts'
import { Values } from './Values.tsx'

/** What is said about an object, as it is now and as it will be: a row of a table for each. */
export function MetaChanges({ changes }: { changes: MetaChange[] }) {
  const rows = changes.map((c) => ({
    key: `${c.kind} ${c.name}`,
    label: itemWords(c),
    before: <Values values={c.before} />,
    after: <Values values={c.after} />,
  }))
  return <ChangeRows rows={rows} />
}
