import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { fieldOf } from '~/lib/stream-config/fields.ts'
import type { StreamDraft } from '~/lib/stream-config/draft.ts'
import { upstreamProblem } from '~/lib/stream-config/upstream-problems.ts'
import { newUpstream, upstreamWords, type UpstreamDraft } from '~/lib/stream-config/upstream.ts'
import { UpstreamFields } from './UpstreamFields.tsx'

type Props = {
  draft: StreamDraft
  onChange: (draft: StreamDraft) => void
  /** Of all of them together, from the form or from the server. */
  error: string | undefined
  isAsked: boolean
  isEdited: boolean
  /** Why a mirror cannot be changed. */
  block: string | undefined
}

/** The mirror's origin, or the sources, a row for each. */
export function CopiedStreams({ draft, onChange, error, isAsked, isEdited, block }: Props) {
  const level = useApiLevel()
  const problem = (u: UpstreamDraft) => upstreamProblem(u, draft.name.trim(), level)
  if (draft.copies === 'mirror') {
    if (block)
      return (
        <p className="form-note wide">
          <span className="mono">{upstreamWords(draft.mirror)}</span> <span className="dim">{block}</span>
        </p>
      )
    return (
      <UpstreamFields
        what="the mirror"
        value={draft.mirror}
        error={error}
        onChange={(mirror) => onChange({ ...draft, mirror })}
      />
    )
  }
  const { sources } = draft
  const own = sources.map((s) => (isAsked ? problem(s) : undefined))
  const set = (next: UpstreamDraft[]) => onChange({ ...draft, sources: next })
  return (
    <div className="wide stack">
      <p className="dim form-note">
        {fieldOf('sources').help}
        {isEdited && <span className="attention"> (changed)</span>}
      </p>
      {sources.map((s, i) => (
        <UpstreamFields
          // oxlint-disable-next-line react/no-array-index-key -- a source has nothing else that is its own while it is typed
          key={i}
          what={`source ${i + 1}`}
          value={s}
          // What is wrong with no single one is told at the first.
          error={own[i] ?? (i === 0 && own.every((p) => p === undefined) ? error : undefined)}
          onChange={(next) => set(sources.map((old, at) => (at === i ? next : old)))}
          onRemove={() => set(sources.filter((_, at) => at !== i))}
        />
      ))}
      {error && sources.length === 0 && (
        <p className="danger form-note" role="alert">
          {error}
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => set([...sources, newUpstream])}
        >
          Add a source
        </Button>
      </div>
    </div>
  )
}
