import { Button } from '@mantine/core'
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { saveFile } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { KvKeysView } from '~/hooks/use-kv-keys.ts'
import { operationWords } from './kv-words.ts'

/** The newest lines; or, held still, those before `end`, of which the page has some from `first` on. */
export type LogHold = 'newest' | { first: number; end: number }

/** So many are there around those on screen. */
const AROUND = 20

const wide: GridColumn[] = [
  { id: 'time', header: 'Time', width: '150px' },
  { id: 'change', header: 'Change', width: '80px' },
  { id: 'key', header: 'Key', width: 'minmax(120px, 1fr)' },
  { id: 'revision', header: 'Revision', width: '112px', numeric: true },
  { id: 'size', header: 'Size', width: '80px', numeric: true },
]

const narrow = wide.slice(0, 3)

type Props = {
  bucket: string
  /** There is room for less. */
  isNarrow: boolean
  view: KvKeysView
  shown: LogHold
  setShown: (shown: LogHold) => void
  ndjson: () => Promise<Uint8Array>
  onOpen: (key: string) => void
}

type Line = KvKeysView['log'][number]

/** The changes as they come in, newest first, as far back as they are held; paused, or scrolled away from the newest, it stays. */
export function ChangeLog({ bucket, isNarrow, view, shown, setShown, ndjson, onOpen }: Props) {
  const { first, end } = view.stats.log
  const isPaused = shown !== 'newest'
  const last = isPaused ? shown.end : end
  const total = Math.max(0, last - first)
  const at = useMemo(() => new Map(view.log.map((l) => [l.index, l])), [view.log])
  const waiting = isPaused ? end - shown.end : 0
  // Read by what must not be a new function with each change: that would tell the grid that everything is different.
  const now = useRef({ shown, last })
  useLayoutEffect(() => {
    now.current = { shown, last }
  }, [shown, last])
  const onVisible = useCallback(
    (_: number, to: number) => {
      const { shown: held, last: before } = now.current
      if (held === 'newest') return
      const from = Math.max(0, before - to - AROUND)
      if (from !== held.first) setShown({ first: from, end: held.end })
    },
    [setShown],
  )
  const [follows, setFollows] = useState(0)
  const follow = () => {
    setFollows(follows + 1)
    setShown('newest')
  }
  const pause = () => setShown({ first: Math.max(0, end - AROUND * 3), end })
  return (
    <section className="panel kv-log" aria-label="Change log">
      <h2 className="detail-head">
        Change log
        <span className="dim">{plural(end, 'change')}</span>
        {first > 0 && <span className="attention">{count(first)} dropped</span>}
        <span className="push" />
        {isPaused ? (
          <Button size="compact-xs" onClick={follow}>
            Follow{waiting > 0 ? ` (${count(waiting)} new)` : ''}
          </Button>
        ) : (
          <Button size="compact-xs" variant="default" onClick={pause}>
            Pause
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => void ndjson().then((data) => saveFile(`${bucket}-changes.ndjson`, data))}
        >
          Export NDJSON
        </Button>
      </h2>
      {total === 0 ? (
        <p className="dim form-note">
          {isPaused
            ? 'The lines at which it was paused have been dropped for newer ones: follow to see those.'
            : 'Puts, deletes, purges and expiries appear here as they come.'}
        </p>
      ) : (
        <VirtualGrid
          // Followed again, it begins at the newest.
          key={follows}
          label="Changes"
          columns={isNarrow ? narrow : wide}
          count={total}
          rowKey={byPlace}
          recycle
          overscan={2}
          onActivate={() => {}}
          onVisible={onVisible}
          onScroll={(_, isAtNewest) => !isPaused && !isAtNewest && pause()}
          renderRow={(i) => {
            const line = at.get(last - 1 - i)
            return line ? cells(line, onOpen).slice(0, isNarrow ? 3 : 5) : { whole: <span className="dim">…</span> }
          }}
          minWidth={isNarrow ? 0 : 560}
        />
      )}
    </section>
  )
}

const byPlace = (i: number) => i

function cells(l: Line, onOpen: (key: string) => void): ReactNode[] {
  return [
    <span key="time" className="mono">
      <Time at={new Date(l.at).toISOString()} short />
    </span>,
    operationWords(l.operation, l.marker),
    <button key="key" type="button" className="kv-branch mono" onClick={() => onOpen(l.key)}>
      {visible(l.key)}
    </button>,
    l.revision === undefined ? '' : count(l.revision),
    l.operation === 'PUT' ? bytes(l.size) : '',
  ]
}
