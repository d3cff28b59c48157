import { Combobox, TextInput, useCombobox } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { usePlaces } from '~/hooks/places.ts'
import { count } from '~/lib/format.ts'
import { findTargets } from '~/lib/palette/find.ts'
import { useActions } from './use-actions.ts'

/** So many are listed; how many more there are is said. */
const MOST = 40

/** Goes anywhere, or sets what the header sets, by a few letters of its name. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const { places, isReading, error } = usePlaces()
  const actions = useActions()
  const { targets, more } = useMemo(() => findTargets(query, places, actions, MOST), [query, places, actions])
  const combobox = useCombobox({ opened: true })
  const { selectFirstOption } = combobox
  // Another search begins anew; a list that is read again does not.
  const best = targets[0]?.id
  useEffect(() => void selectFirstOption(), [selectFirstOption, query, best])

  const choose = (id: string) => {
    onClose()
    const path = targets.find((t) => t.id === id)?.path
    if (path === undefined) actions.find((a) => a.id === id)?.act?.()
    else void navigate({ to: path })
  }
  return (
    <Dialog onClose={onClose} title="Go to" size="lg" yOffset="10dvh">
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.EventsTarget withExpandedAttribute>
          <TextInput
            role="combobox"
            aria-label="Stream, bucket, page or setting"
            aria-autocomplete="list"
            aria-expanded
            aria-controls={combobox.listId ?? undefined}
            placeholder="orders mess, a bucket, a page, theme …"
            className="mono-input"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            value={query}
            onChange={(e) => setQuery(e.currentTarget.value)}
            onKeyDown={(e) => e.key === 'Escape' && onClose()} // kept from the dialog, for a list that could be closed alone
          />
        </Combobox.EventsTarget>
        {error && <ErrorNote error={error} />}
        <Combobox.Options className="palette" aria-label="Where to go">
          {targets.map(({ id, label, kind }) => (
            <Combobox.Option key={id} value={id} className="palette-row">
              <span className="mono clip" title={label}>
                {label}
              </span>
              <span className="dim">{kind}</span>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox>
      <p className="dim form-note" role="status">
        {isReading
          ? 'Reading the streams …'
          : targets.length === 0
            ? `Nothing has ${query} in its name`
            : more > 0
              ? `${count(more)} more: type on`
              : ''}
      </p>
    </Dialog>
  )
}
