import type { ReactNode } from 'react'
import { MetaRows } from '~/components/objects/MetaRows.tsx'
import { FormField } from '~/components/shared/FormField.tsx'
import { useTooOld } from '~/hooks/server-needs.ts'
import { bytes, count } from '~/lib/format.ts'
import { newStream, isMirror, type StreamDraft } from '~/lib/stream-config/draft.ts'
import type { Sentences } from '~/lib/stream-config/edit-blocks.ts'
import {
  fieldOf,
  groups,
  laterWords,
  streamFields,
  type FieldKey,
  type Group,
  type StreamField,
} from '~/lib/stream-config/fields.ts'
import { metadataProblems } from '~/lib/stream-config/metadata-problems.ts'
import { parseSize } from '~/lib/size.ts'
import { CopiedStreams } from './CopiedStreams.tsx'
import { FieldGroup } from './FieldGroup.tsx'

type Props = {
  draft: StreamDraft
  onChange: (draft: StreamDraft) => void
  edited: FieldKey[]
  errors: Partial<Record<FieldKey, ReactNode>>
  /** Why a field of a stream that exists cannot be changed. */
  blocks?: Sentences
  /** Whether it was tried to send the form: what is wrong in its rows is told from then on. */
  isAsked: boolean
  /** Of a stream that exists. */
  isEdit?: boolean
}

/** Every field of a stream: the usual ones first, the rest in groups that open when they are wanted or need a look. */
export function StreamFields({ draft, onChange, edited, errors, blocks = {}, isAsked, isEdit = false }: Props) {
  const tooOld = { 1: useTooOld(1), 2: useTooOld(2), 4: useTooOld(4) }
  const shown = (group: Group) => streamFields.filter((f) => f.group === group && isShown(f, draft, isEdit))
  /** What cannot be used stays readable where something is in it, so that it can be taken out. */
  const whyNot = (f: StreamField): string | undefined => {
    const plain = draft[f.key] === newStream[f.key]
    return (
      blocks[f.key] ?? (plain ? ((f.level && tooOld[f.level]) ?? (isMirror(draft) ? notOnMirror[f.key] : undefined)) : undefined)
    )
  }
  const show = (f: StreamField, i: number) => {
    if (f.key === 'mirror' || f.key === 'sources')
      return (
        <CopiedStreams
          key={f.key}
          draft={draft}
          onChange={onChange}
          error={errors[f.key] as string | undefined} // of these it is always a sentence
          isAsked={isAsked}
          isEdited={edited.includes(f.key)}
          block={blocks.mirror}
        />
      )
    if (f.key === 'metadata')
      return (
        <div key={f.key} className="wide">
          <MetaRows
            label={f.label}
            one="pair"
            hint={f.help}
            rows={draft.metadata}
            problems={isAsked ? metadataProblems(draft) : none}
            onChange={(metadata) => onChange({ ...draft, metadata })}
          />
        </div>
      )
    const key = f.key
    return (
      <FormField
        key={key}
        field={spec(f, draft[key], isEdit)}
        value={draft[key]}
        isEdited={edited.includes(key)}
        error={errors[key]}
        isFirst={i === 0 && f.group === 'basics'}
        disabledReason={whyNot(f)}
        note={f.kind === 'size' ? sizeNote(draft[key]) : undefined}
        onChange={(text) => onChange({ ...draft, [key]: text })}
      />
    )
  }
  const more = (Object.keys(groups) as Group[]).filter((g) => g !== 'basics')
  return (
    <>
      <div className="form-columns">{shown('basics').map(show)}</div>
      <div className="stream-groups">
        {more.map((group) => {
          const fields = shown(group)
          return (
            <FieldGroup
              key={group}
              title={groups[group]}
              set={fields.filter((f) => isSet(f.key, draft)).length}
              wrong={fields.filter((f) => Boolean(errors[f.key])).length}
              isOpenAtFirst={fields.some((f) => edited.includes(f.key))}
            >
              {fields.map(show)}
            </FieldGroup>
          )
        })}
      </div>
    </>
  )
}

const none: ReadonlyMap<number, string> = new Map()

/** What a mirror has from its origin, or does not do. */
const notOnMirror: Sentences = {
  subjects: 'A mirror has the subjects of the stream that it copies',
  first_seq: 'A mirror has the sequences of the stream that it copies',
  duplicate_window: 'A mirror is not published to',
  subject_delete_marker_ttl: 'A mirror has the markers of the stream that it copies',
  allow_msg_counter: 'A mirror copies what the other stream has counted',
  allow_atomic: 'A mirror is not published to',
  allow_batched: 'A mirror is not published to',
  allow_msg_schedules: 'A mirror is not published to',
}

function isShown({ key }: StreamField, draft: StreamDraft, isEdit: boolean): boolean {
  if (key === 'name') return !isEdit // the form says it above
  if (key === 'mirror' || key === 'mirror_direct') return isMirror(draft)
  return key !== 'sources' || draft.copies === 'sources'
}

function isSet(key: FieldKey, draft: StreamDraft): boolean {
  if (key === 'mirror' || key === 'sources') return false // "Copies" counts
  return key === 'metadata' ? draft.metadata.length > 0 : draft[key] !== newStream[key]
}

/** The field with what may be said and chosen of it here. */
function spec(f: StreamField, value: string, isEdit: boolean) {
  const later = isEdit ? undefined : laterWords(f)
  const { kind, choices = [] } = f
  const offered =
    isEdit && f.key === 'copies'
      ? choices.filter((c) => (value === 'mirror' ? c.value !== 'sources' : c.value !== 'mirror'))
      : choices
  // A later server may have another.
  const all = offered.some((c) => c.value === value) ? offered : [...offered, { value, label: value }]
  return {
    key: f.key,
    label: f.label,
    kind: kind === 'rows' ? ('text' as const) : kind,
    hint: later ? `${f.help}. ${later}` : f.help,
    ...(f.required ? { required: true } : {}),
    ...(kind === 'choice' ? { choices: all } : {}),
  }
}

/** How a size with a unit was understood. */
function sizeNote(text: string): string | undefined {
  const n = parseSize(text)
  return n === undefined || n < 1024 ? undefined : `= ${bytes(n)}, ${count(n)} bytes`
}

export const labels = (keys: FieldKey[]): string[] => keys.map((key) => fieldOf(key).label)
