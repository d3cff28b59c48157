import { Checkbox, TextInput } from '@mantine/core'
import { useMemo, type ReactNode } from 'react'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { count, plural } from '~/lib/format.ts'
import type { ConsumersSearch } from '~/lib/search.ts'
import type { Consumer } from '~/nats/consumers.ts'
import type { ConsumerLine } from './consumer-columns.tsx'
import { ConsumerTable } from './ConsumerTable.tsx'
import { troubles } from './stuck.ts'
import { kindOf } from './words.ts'

type Props = {
  consumers: Consumer[]
  /** What a stream listens on, where that is known. */
  subjectsOf: (stream: string) => string[] | undefined
  /** Rows of several streams, with system streams that can be left out. */
  withStream?: boolean
  search: ConsumersSearch
  set: (change: { [K in keyof ConsumersSearch]?: ConsumersSearch[K] | undefined }) => void
  /** Shown where there are none at all. */
  empty: ReactNode
  /** What else there is to say under the table. */
  notes?: ReactNode
}

/** Consumers with their filters; what is filtered by and sorted is in the address. */
export function ConsumerBrowser({ consumers, subjectsOf, withStream = false, search, set, empty, notes }: Props) {
  const lines = useMemo(
    () =>
      consumers.map((consumer): ConsumerLine => {
        const subjects = subjectsOf(consumer.stream)
        return { consumer, troubles: troubles({ consumer, ...(subjects ? { subjects } : {}) }) }
      }),
    [consumers, subjectsOf],
  )
  const shown = useMemo(() => lines.filter((line) => isShown(line, search)), [lines, search])
  const inTrouble = lines.filter((l) => l.troubles.length > 0).length
  return (
    <>
      <div className="toolbar">
        <TextInput
          label="Find"
          placeholder="part of a name, filter or state"
          type="search"
          w={230}
          value={search.text ?? ''}
          onChange={(e) => set({ text: e.currentTarget.value || undefined })}
        />
        <Checkbox
          label={`Only those in trouble (${count(inTrouble)})`}
          checked={search.trouble === true}
          onChange={(e) => set({ trouble: e.currentTarget.checked || undefined })}
          mb={6}
        />
        {withStream && (
          <Checkbox
            label="System streams"
            checked={search.system === true}
            onChange={(e) => set({ system: e.currentTarget.checked || undefined })}
            mb={6}
          />
        )}
      </div>
      {lines.length === 0 ? (
        <>
          {empty}
          <div className="dim">{notes}</div>
        </>
      ) : shown.length === 0 ? (
        <EmptyState title={search.trouble && inTrouble === 0 ? 'None is in trouble' : 'No consumer matches'}>
          {plural(lines.length, 'consumer')} in all. Change the filters above. {notes}
        </EmptyState>
      ) : (
        <ConsumerTable
          lines={shown}
          withStream={withStream}
          sort={search.sort ?? 'name'}
          desc={search.desc === true}
          onSort={(sort, desc) => set({ sort: sort === 'name' ? undefined : sort, desc: desc || undefined })}
          footer={
            <>
              <span>
                {shown.length === lines.length
                  ? plural(lines.length, 'consumer')
                  : `${count(shown.length)} of ${plural(lines.length, 'consumer')}`}
              </span>
              {notes}
            </>
          }
        />
      )}
    </>
  )
}

function isShown({ consumer: c, troubles }: ConsumerLine, { text, trouble }: ConsumersSearch): boolean {
  if (trouble && troubles.length === 0) return false
  const wanted = text?.trim().toLowerCase()
  if (!wanted) return true
  const words = [c.name, c.stream, c.config.description, kindOf(c.config), ...c.config.filters, ...troubles.map((t) => t.short)]
  return words.some((w) => w?.toLowerCase().includes(wanted))
}
