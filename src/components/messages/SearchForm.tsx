import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react'
import { useKeys } from '~/hooks/use-keys.ts'
import { focusGrid } from '~/lib/focus.ts'
import { OrderControl } from './OrderControl.tsx'
import type { SearchFields, SearchProblems } from './search-fields.ts'

type Props = {
  fields: SearchFields
  problems: SearchProblems
  set: (change: Partial<SearchFields>) => void
  onSubmit: () => void
  disabledReason: string | undefined
  children: ReactNode
}

const checks = [
  ['inPayload', 'Payload'],
  ['inHeaders', 'Headers'],
  ['inSubject', 'Subject'],
  ['ignoreCase', 'Ignore case'],
] as const

const placeholders = { text: 'order-4711', regex: 'ord(er)?-\\d+', json: 'customer.id == 42' }

/** What to look for, where, and in which order. */
export function SearchForm({ fields: f, problems, set, onSubmit, disabledReason, children }: Props) {
  const submit = (e: FormEvent) => {
    e.preventDefault()
    onSubmit()
  }
  const json = f.mode === 'json'
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), []) // it was opened to type in it
  useKeys({ '/': () => field.current?.select() })
  return (
    <form className="toolbar" aria-label="Search" onSubmit={submit}>
      <SegmentedControl
        aria-label="Look for"
        data={[
          { value: 'text', label: 'Text' },
          { value: 'regex', label: 'Regex' },
          { value: 'json', label: 'JSON' },
        ]}
        value={f.mode}
        onChange={(mode) => set({ mode })}
      />
      <TextInput
        label={json ? 'JSON path, with a comparison' : f.mode === 'regex' ? 'Regular expression' : 'Text'}
        className="mono-input"
        w={280}
        placeholder={placeholders[f.mode]}
        value={f.text}
        error={problems.text}
        ref={field}
        onChange={(e) => set({ text: e.currentTarget.value })}
        onKeyDown={(e) => {
          if (e.key !== 'ArrowDown') return
          e.preventDefault()
          focusGrid('.panel.search')
        }}
        rightSection={<kbd title="The key / comes here; arrow down goes to what was found">/</kbd>}
      />
      <TextInput
        label="From"
        className="mono-input"
        w={150}
        placeholder="first; or 1200, 15m"
        value={f.since}
        error={problems.since}
        onChange={(e) => set({ since: e.currentTarget.value })}
      />
      <TextInput
        label="Until"
        className="mono-input"
        w={150}
        placeholder="last"
        value={f.until}
        error={problems.until}
        onChange={(e) => set({ until: e.currentTarget.value })}
      />
      <OrderControl label="Order of the search" newestFirst={f.newestFirst} onChange={(newestFirst) => set({ newestFirst })} />
      <div className="checks" role="group" aria-label="Where to look">
        {checks.map(([field, label]) => (
          <Checkbox
            key={field}
            size="xs"
            label={label}
            // A JSON path looks at payloads, and tells upper and lower case apart.
            checked={json ? field === 'inPayload' : f[field]}
            disabled={json}
            onChange={(e) => set({ [field]: e.currentTarget.checked })}
          />
        ))}
      </div>
      <Button type="submit" disabled={disabledReason !== undefined} title={disabledReason}>
        Search
      </Button>
      {children}
    </form>
  )
}
