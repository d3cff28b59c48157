import { joinSubjects } from '~/lib/subjects-text.ts'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react'
import type { WindowState } from '~/hooks/message-window.ts'
import { useKeys } from '~/hooks/use-keys.ts'
import type { MessagesSearch } from '~/lib/search.ts'
import { focusGrid } from '~/lib/focus.ts'
import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { filterProblem, splitFilters } from '~/lib/subjects.ts'
import { parseTime } from '~/lib/time.ts'
import { OrderControl } from './OrderControl.tsx'
import { startSentence } from './start-sentence.ts'
import type { Stream } from '~/nats/types.ts'
import { useTimeStyle } from '~/stores/preferences.ts'

type Props = {
  stream: Stream
  window: WindowState | undefined
  search: MessagesSearch
  set: (change: { [K in keyof MessagesSearch]?: MessagesSearch[K] | undefined }) => void
  /** Further buttons. */
  children?: ReactNode
}

const starts: { value: NonNullable<MessagesSearch['at']>; label: string }[] = [
  { value: 'first', label: 'First' },
  { value: 'last', label: 'Last' },
  { value: 'seq', label: 'Sequence' },
  { value: 'time', label: 'Time' },
  { value: 'live', label: 'Live' },
]

/** Where a live view begins. */
const liveStarts = [
  { value: 'now', label: 'From now' },
  { value: 'seq', label: 'From a sequence' },
  { value: 'time', label: 'From a time' },
] as const
type LiveStart = (typeof liveStarts)[number]['value']

/** Where to read from, in which direction, and which subjects; it goes into the address when it makes sense. */
export function MessageToolbar({ stream, window, search, set, children }: Props) {
  const [fields, setFields] = useState(() => fieldsOf(search, stream))
  const [problems, setProblems] = useState<{ seq?: string | undefined; time?: string; filter?: string }>({})
  const timeStyle = useTimeStyle()
  // A new place in the address (a link, Back) fills the form anew; it stays mounted, so the focus stays where it is.
  const place = JSON.stringify([search.at, search.seq, search.time, search.filter])
  const [shown, setShown] = useState(place)
  if (shown !== place) {
    setShown(place)
    setFields(fieldsOf(search, stream))
    setProblems({})
  }
  const { at, seq, time, filter, from } = fields
  const [needsSeq, needsTime] = [
    at === 'seq' || (at === 'live' && from === 'seq'),
    at === 'time' || (at === 'live' && from === 'time'),
  ]
  const type = (change: Partial<typeof fields>) => setFields({ ...fields, ...change })

  const sequence = useRef<HTMLInputElement>(null)
  const [aims, setAims] = useState(false)
  useEffect(() => {
    if (!aims || !sequence.current) return
    sequence.current.select()
    setAims(false)
  }, [aims, needsSeq])
  useKeys({
    g: () => {
      if (!needsSeq) type({ at: 'seq' })
      setAims(true)
    },
  })

  const submit = (e?: FormEvent) => {
    e?.preventDefault()
    const parsed = parseTime(time)
    const filters = splitFilters(filter)
    const bad = filters.map((f) => ({ f, problem: filterProblem(f) })).find((x) => x.problem)
    const found = {
      ...(needsSeq && sequenceProblem(seq) ? { seq: sequenceProblem(seq) } : {}),
      ...(needsTime && !parsed ? { time: 'Not a time: try 2026-01-31 14:30, 14:30 or 15m' } : {}),
      ...(bad ? { filter: `${bad.f}: ${bad.problem}` } : {}),
    }
    setProblems(found)
    if (Object.keys(found).length > 0) return
    focusGrid('.split') // the keys of the list go on from here
    set({
      at: at === 'first' ? undefined : at,
      seq: needsSeq ? plainDigits(seq) : undefined,
      time: needsTime ? parsed : undefined,
      filter: joinSubjects(filters, ',') || undefined,
    })
  }
  const choose = (value: NonNullable<MessagesSearch['at']>) => {
    type({ at: value })
    // The two that need nothing typed start at once.
    if (value === 'first' || value === 'last' || (value === 'live' && from === 'now'))
      set({ at: value === 'first' ? undefined : value, seq: undefined, time: undefined })
  }

  return (
    <form className="toolbar" onSubmit={submit} aria-label="Where to read">
      <SegmentedControl aria-label="Start at" data={starts} value={at} onChange={choose} />
      {at === 'live' && (
        <SegmentedControl<LiveStart>
          aria-label="Follow from"
          data={[...liveStarts]}
          value={from}
          onChange={(value) => {
            type({ from: value })
            if (value === 'now') set({ at: 'live', seq: undefined, time: undefined })
          }}
        />
      )}
      {needsSeq && (
        <TextInput
          ref={sequence}
          rightSection={<kbd title="The key g comes here">g</kbd>}
          label="Sequence"
          className="mono-input"
          w={150}
          inputMode="numeric"
          value={seq}
          error={problems.seq}
          onChange={(e) => type({ seq: e.currentTarget.value })}
        />
      )}
      {needsTime && (
        <TextInput
          label="Time"
          className="mono-input"
          w={230}
          placeholder="2026-01-31 14:30 or 15m ago"
          value={time}
          error={problems.time}
          onChange={(e) => type({ time: e.currentTarget.value })}
        />
      )}
      {at !== 'live' && (
        <OrderControl
          label="Direction"
          newestFirst={search.desc === true}
          onChange={(newest) => set({ desc: newest || undefined })}
        />
      )}
      <TextInput
        label="Subjects"
        className="mono-input"
        w={260}
        placeholder="all; or orders.eu.>"
        value={filter}
        error={problems.filter}
        onChange={(e) => type({ filter: e.currentTarget.value })}
      />
      <Button type="submit">{at === 'live' ? 'Start' : 'Read'}</Button>
      {children}
      <span className="dim">{startSentence(search, window, stream.config.retention, timeStyle)}</span>
    </form>
  )
}

function fieldsOf(search: MessagesSearch, stream: Stream) {
  return {
    from: liveStartOf(search),
    at: search.at ?? 'first',
    seq: search.seq ?? String(stream.state.first_seq),
    time: search.time ?? '',
    filter: joinSubjects(splitFilters(search.filter ?? '')),
  }
}

function liveStartOf({ seq, time }: MessagesSearch): LiveStart {
  if (seq !== undefined) return 'seq'
  return time === undefined ? 'now' : 'time'
}
