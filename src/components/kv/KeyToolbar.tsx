import { joinSubjects } from '~/lib/subjects-text.ts'
import { Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { filtersProblem, splitFilters } from '~/lib/subjects.ts'
import type { KvBucketSearch } from '~/lib/search.ts'

export type SetSearch = (change: { [K in keyof KvBucketSearch]?: KvBucketSearch[K] | undefined }, replace?: boolean) => void

const orders = [
  { value: 'key', label: 'Key, A to Z' },
  { value: 'key desc', label: 'Key, Z to A' },
  { value: 'changed desc', label: 'Newest change' },
  { value: 'changed', label: 'Oldest change' },
]

const shapes = [
  { value: '', label: 'Flat list' },
  { value: '.', label: 'Tree by .' },
  { value: '/', label: 'Tree by /' },
]

type Props = {
  search: KvBucketSearch
  set: SetSearch
  /** Which list it is above: not all have all of it. */
  list?: 'now' | 'then' | 'differences'
  children?: ReactNode
}

/** Which keys are shown and how. */
export function KeyToolbar({ search, set, list = 'now', children }: Props) {
  // What is typed stays as it is typed; only what makes sense filters.
  const [filter, setFilter] = useState(search.filter ?? '')
  // Another filter in the address (a link, Back) fills the field anew.
  const [shown, setShown] = useState(search.filter)
  if (shown !== search.filter) {
    setShown(search.filter)
    if (joinSubjects(splitFilters(filter), ',') !== (search.filter ?? '')) setFilter(search.filter ?? '')
  }
  const problem = filtersProblem(splitFilters(filter))
  const apply = () => {
    if (!problem) set({ filter: joinSubjects(splitFilters(filter), ',') || undefined }, true)
  }
  return (
    <div className="toolbar kv-tools">
      <TextInput
        label="Find"
        placeholder="part of a key"
        type="search"
        className="mono-input"
        value={search.text ?? ''}
        onChange={(e) => set({ text: e.currentTarget.value || undefined }, true)}
      />
      <TextInput
        label="Only keys"
        placeholder="orders.> or *.eu"
        title="The server sends only these: * stands for one part of a key, > for the rest"
        type="search"
        className="mono-input"
        value={filter}
        error={problem}
        onChange={(e) => setFilter(e.currentTarget.value)}
        onBlur={apply}
        onKeyDown={(e) => e.key === 'Enter' && apply()}
      />
      {list !== 'differences' && (
        <>
          <NativeSelect
            size="xs"
            label="Shown as"
            data={shapes}
            value={search.tree ?? ''}
            onChange={(e) => set({ tree: (['.', '/'] as const).find((s) => s === e.currentTarget.value) }, true)}
          />
          <NativeSelect
            size="xs"
            label="Order"
            data={orders}
            disabled={search.tree !== undefined}
            value={search.tree ? 'key' : `${search.sort ?? 'key'}${search.desc ? ' desc' : ''}`}
            onChange={(e) => {
              const [sort, desc] = e.currentTarget.value.split(' ')
              set({ sort: sort === 'changed' ? 'changed' : undefined, desc: desc ? true : undefined }, true)
            }}
          />
          <Checkbox
            label="Deleted keys"
            checked={search.deleted === true}
            onChange={(e) => set({ deleted: e.currentTarget.checked || undefined }, true)}
            mb={6}
          />
        </>
      )}
      {list === 'now' && (
        <Checkbox
          label="Change log"
          checked={search.log === true}
          onChange={(e) => set({ log: e.currentTarget.checked || undefined }, true)}
          mb={6}
        />
      )}
      {children && <div className="bar-end">{children}</div>}
    </div>
  )
}
