import { Radio } from '@mantine/core'
import { useMemo, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { count, plural } from '~/lib/format.ts'
import { mergedProblem, mergedText, type Merge } from '~/lib/kv/merge-sides.ts'
import { conflictsIn, type Change, type Choice, type Chunk } from '~/lib/kv/merge.ts'
import { visible } from '~/lib/payload/text.ts'

/** What is drawn of very many changes, and of a very long one; what is left out is counted on screen. */
const MOST_CHANGES = 100
const MOST_LINES = 80
/** Lines that nobody changed: so many are shown, more are folded. */
const CONTEXT = 2

type Props = {
  merge: Merge
  heads: Record<'base' | 'theirs' | 'yours', string>
  /** Why the merge cannot be used now. */
  wrong: string | undefined
  onMerged: (text: string) => void
}

const columns = ['base', 'theirs', 'yours'] as const
const choices: Record<Choice, string> = { theirs: 'Theirs', yours: 'Yours', both: 'Both, theirs first' }
const words: Record<Exclude<Change, 'none' | 'conflict'>, string> = {
  theirs: 'They changed this: it is taken',
  yours: 'You changed this: it is taken',
  same: 'Both changed this in the same way',
  both: 'Each added this: both are taken, theirs first',
}

/** Three texts side by side, change by change. What only one side changed is taken; a conflict is decided here. */
export function MergeTable({ merge, heads, wrong, onMerged }: Props) {
  const { chunks } = merge
  const [decided, setDecided] = useState<ReadonlyMap<string, Choice>>(new Map())
  const conflicts = conflictsIn(chunks)
  const open = conflicts.filter((c) => !decided.has(nameOf(c))).length
  const changes = chunks.filter((c) => c.change !== 'none')
  const last = changes.length > MOST_CHANGES ? chunks.indexOf(changes[MOST_CHANGES]!) : chunks.length
  const decide = (list: Chunk[], choice: Choice) =>
    setDecided(new Map([...decided, ...list.map((c) => [nameOf(c), choice] as const)]))
  const text = useMemo(() => mergedText(merge, (chunk) => decided.get(nameOf(chunk))), [merge, decided])
  const problem = useMemo(() => (text === undefined ? undefined : mergedProblem(text, merge)), [text, merge])
  return (
    <>
      <p className="form-note" role="status">
        {summary(changes, conflicts.length, open)}
        {merge.isFormatted && ' All three are shown formatted, and the result will be.'}
      </p>
      <table className="merge" aria-label="Changes">
        <thead>
          <tr>
            {columns.map((side) => (
              <th key={side} scope="col">
                {heads[side]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chunks.slice(0, last).map((chunk, i) => (
            <ChunkRows
              key={`${i} ${chunk.change}`}
              chunk={chunk}
              number={chunks.slice(0, i).filter((c) => c.change === 'conflict').length + 1}
              of={conflicts.length}
              choice={chunk.change === 'conflict' ? decided.get(nameOf(chunk)) : undefined}
              onChoice={(choice) => decide([chunk], choice)}
            />
          ))}
        </tbody>
      </table>
      {changes.length > MOST_CHANGES && (
        <p className="attention form-note">
          {plural(changes.length - MOST_CHANGES, 'more change')} are not shown; the result holds them.
        </p>
      )}
      {problem !== undefined && (
        <p className="kv-notice form-note" role="status">
          {problem}.
        </p>
      )}
      <div className="form-buttons">
        <ActionButton
          disabledReason={wrong ?? (open > 0 ? `${plural(open, 'conflict')} undecided` : undefined)}
          onClick={() => text !== undefined && onMerged(text)}
        >
          Use the merged value
        </ActionButton>
        {conflicts.length > 1 && (
          <>
            <ActionButton variant="default" disabledReason={undefined} onClick={() => decide(conflicts, 'theirs')}>
              Theirs in every conflict
            </ActionButton>
            <ActionButton variant="default" disabledReason={undefined} onClick={() => decide(conflicts, 'yours')}>
              Yours in every conflict
            </ActionButton>
          </>
        )}
        <span className="dim">It goes into the field above, on top of their revision; only Save writes it.</span>
      </div>
    </>
  )
}

/** What was decided stays with what it was decided about, whatever is typed elsewhere. */
const nameOf = ({ base, theirs, yours, at }: Chunk) => JSON.stringify([at, base, theirs, yours])

function summary(changes: Chunk[], conflicts: number, open: number): string {
  const own = changes.length - conflicts
  const alone =
    own > 0 ? `${plural(own, 'change')} ${own === 1 ? 'merges' : 'merge'} by ${own === 1 ? 'itself' : 'themselves'}` : ''
  const against =
    conflicts > 0
      ? `${plural(conflicts, 'conflict')} to decide${open < conflicts ? `, ${count(conflicts - open)} decided` : ''}`
      : ''
  return `${[alone, against].filter(Boolean).join('; ') || 'Nothing differs'}.`
}

type RowsProps = {
  chunk: Chunk
  number: number
  of: number
  choice: Choice | undefined
  onChoice: (choice: Choice) => void
}

function ChunkRows({ chunk, number, of, choice, onChoice }: RowsProps) {
  const { change } = chunk
  if (change === 'none') {
    const { length } = chunk.base
    if (length <= 2 * CONTEXT + 1) return <Lines chunk={chunk} taken={[]} />
    const part = (lines: string[]): Chunk => ({ ...chunk, base: lines, theirs: lines, yours: lines })
    return (
      <>
        <Lines chunk={part(chunk.base.slice(0, CONTEXT))} taken={[]} />
        <tr>
          <td colSpan={3} className="dim merge-note">
            {plural(length - 2 * CONTEXT, 'line')} that nobody changed
          </td>
        </tr>
        <Lines chunk={part(chunk.base.slice(-CONTEXT))} taken={[]} />
      </>
    )
  }
  if (change !== 'conflict') {
    return (
      <>
        <tr>
          <td colSpan={3} className="merge-note">
            {words[change]}
          </td>
        </tr>
        <Lines chunk={chunk} taken={change === 'same' || change === 'both' ? ['theirs', 'yours'] : [change]} />
      </>
    )
  }
  return (
    <>
      <tr>
        <td colSpan={3} className="merge-note conflict" aria-label={`Conflict ${count(number)}`}>
          <Radio.Group
            size="xs"
            label={`Conflict ${count(number)} of ${count(of)}, at line ${count(chunk.at + 1)} of the base`}
            value={choice ?? null}
            onChange={onChoice}
          >
            <div className="form-buttons">
              {(Object.keys(choices) as Choice[]).map((c) => (
                <Radio key={c} size="xs" value={c} label={choices[c]} />
              ))}
            </div>
          </Radio.Group>
        </td>
      </tr>
      <Lines chunk={chunk} taken={choice === undefined ? [] : choice === 'both' ? ['theirs', 'yours'] : [choice]} />
    </>
  )
}

function Lines({ chunk, taken }: { chunk: Chunk; taken: readonly ('theirs' | 'yours')[] }) {
  const changed = chunk.change !== 'none'
  return (
    <tr className={changed ? 'changed' : 'dim'}>
      {columns.map((side) => (
        <td key={side} className={side !== 'base' && taken.includes(side) ? 'taken' : ''}>
          {chunk[side].length === 0 ? <span className="dim">(nothing)</span> : <pre>{shown(chunk[side])}</pre>}
        </td>
      ))}
    </tr>
  )
}

function shown(lines: string[]): string {
  const more = lines.length - MOST_LINES
  // An empty line has to have a height.
  const text = lines.slice(0, MOST_LINES).map((line) => visible(line.length > 2000 ? `${line.slice(0, 2000)}…` : line) || ' ')
  return more > 0 ? [...text, `… ${plural(more, 'more line')}`].join('\n') : text.join('\n')
}
