import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTooOld } from '~/hooks/server-needs.ts'
import { useStreams } from '~/hooks/streams.ts'
import type { UpstreamDraft } from '~/lib/stream-config/upstream.ts'
import { TransformRows } from './TransformRows.tsx'

type Props = {
  /** "the mirror", "source 2". */
  what: string
  value: UpstreamDraft
  error: string | undefined
  onChange: (value: UpstreamDraft) => void
  onRemove?: () => void
}

/** A stream that is copied: which, what of it, from where on, and where it is. */
export function UpstreamFields({ what, value, error, onChange, onRemove }: Props) {
  const set = (change: Partial<UpstreamDraft>) => onChange({ ...value, ...change })
  const [isMore, setMore] = useState(value.transforms.length > 0 || value.api !== '' || value.consumer !== '')
  const tooOld = useTooOld(4)
  const isUnknown = useIsUnknown(value)
  const text = (
    key: 'filter' | 'seq' | 'time' | 'api' | 'deliver' | 'consumer' | 'consumer_deliver',
    label: string,
    hint: string,
  ) => (
    <TextInput
      label={label}
      description={hint}
      className="mono-input"
      autoComplete="off"
      value={value[key]}
      disabled={tooOld !== undefined && key.startsWith('consumer') && value[key] === ''}
      onChange={(e) => set({ [key]: e.currentTarget.value })}
    />
  )
  return (
    <div role="group" aria-label={what} className="wide upstream">
      <div className="form-columns">
        <TextInput
          label="Stream"
          description={isUnknown ? 'No stream of this account has this name: nothing is copied until there is one' : 'Its name'}
          styles={isUnknown ? { description: { color: 'var(--attention)' } } : {}}
          className="mono-input"
          autoComplete="off"
          value={value.name}
          error={error}
          onChange={(e) => set({ name: e.currentTarget.value })}
        />
        {text('filter', 'Only these subjects', 'A filter: orders.eu.>. Empty = all')}
        <NativeSelect
          size="xs"
          label="Starts"
          description="What is copied of what is there already"
          data={[
            { value: 'all', label: 'with everything' },
            { value: 'seq', label: 'at a sequence' },
            { value: 'time', label: 'at a time' },
          ]}
          value={value.start}
          onChange={(e) => set({ start: e.currentTarget.value as UpstreamDraft['start'] })}
        />
        {value.start === 'seq' && text('seq', 'Sequence', 'The first one that is copied')}
        {value.start === 'time' && text('time', 'Time', '2026-01-31T08:00:00Z, or 2026-01-31 08:00 by this clock')}
        {isMore && (
          <>
            <TransformRows of={what} rows={value.transforms} onChange={(transforms) => set({ transforms })} />
            {text('api', 'API prefix', 'Of another domain or account: $JS.hub.API. Empty = here')}
            {text('deliver', 'Delivery prefix', 'The subject that it is delivered on across the border')}
            {text('consumer', 'Its consumer', tooOld ?? 'One that is there already, by its name. Empty = the server makes one')}
            {text('consumer_deliver', 'Deliver subject of that consumer', tooOld ?? 'As it is set there')}
          </>
        )}
      </div>
      <div className="form-buttons">
        <Button variant="subtle" size="compact-xs" aria-expanded={isMore} onClick={() => setMore(!isMore)}>
          {isMore ? 'Hide' : 'Show'} transforms and other domains
        </Button>
        {onRemove && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={onRemove}>
            Take {what} away
          </Button>
        )}
      </div>
    </div>
  )
}

/** Whether no stream of the account has this name. One elsewhere is not known here. */
function useIsUnknown({ name, api }: UpstreamDraft): boolean {
  const { data } = useStreams()
  const wanted = name.trim()
  if (wanted === '' || api.trim() !== '' || !data) return false
  const { streams, missing, offline } = data
  return !streams.some((s) => s.name === wanted) && !missing.includes(wanted) && !offline.some((o) => o.name === wanted)
}
