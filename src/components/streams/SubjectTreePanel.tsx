import { joinSubjects } from '~/lib/subjects-text.ts'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { useSubjectTree } from '~/hooks/use-subject-tree.ts'
import { count, plural } from '~/lib/format.ts'
import type { TreeRow } from '~/lib/subject-tree.ts'
import type { Stream } from '~/nats/types.ts'

const ROW = 28

type Line = TreeRow & { path: string[]; open: boolean }

/** The stream's subjects by token, counts rolled up; a branch is fetched from the worker when it is opened. */
export function SubjectTreePanel({ stream }: { stream: Stream }) {
  const { state, children, load } = useSubjectTree(stream.name, stream.state.num_subjects)
  const title = (
    <span style={{ display: 'flex', alignItems: 'center', gap: 12 }}>
      Subjects
      {state.state === 'loaded' && (
        <span className="dim">
          {plural(state.subjects, 'subject')}, as of {new Date(state.at).toLocaleTimeString('en-GB')}
        </span>
      )}
      {state.state === 'loaded' && (
        <Button variant="subtle" size="compact-xs" onClick={load}>
          Refresh
        </Button>
      )}
    </span>
  )
  return (
    <Panel title={title} flush>
      {state.state === 'waiting' && (
        <div style={{ padding: 12 }}>
          <p className="dim" style={{ marginTop: 0 }}>
            The stream has {plural(stream.state.num_subjects, 'subject')}. Reading them all is some work for the server.
          </p>
          <Button variant="default" onClick={load}>
            Read all subjects
          </Button>
        </div>
      )}
      {state.state === 'failed' && (
        <ErrorNote error={state.error}>
          <Button mt={8} variant="default" onClick={load}>
            Try again
          </Button>
        </ErrorNote>
      )}
      {state.state === 'loading' && (
        <div style={{ padding: 12 }}>
          {state.progress && (
            <p className="dim">
              {count(state.progress.loaded)} of {plural(state.progress.total, 'subject')} read
            </p>
          )}
          <Loading lines={4} label="Loading subjects" />
        </div>
      )}
      {state.state === 'loaded' &&
        (state.subjects === 0 ? (
          <div className="dim" style={{ padding: 12 }}>
            The stream holds no messages, so it has no subjects yet.
          </div>
        ) : (
          <Tree key={state.at} stream={stream.name} fetch={children} />
        ))}
    </Panel>
  )
}

function Tree({ stream, fetch }: { stream: string; fetch: (path: string[]) => Promise<TreeRow[]> }) {
  const [lines, setLines] = useState<Line[]>([])
  const scroll = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void openSingles([], fetch).then(setLines)
  }, [fetch])
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 10,
  })

  const toggle = async (line: Line) => {
    if (line.open) {
      setLines((all) =>
        all.filter((l) => !isBelow(l.path, line.path)).map((l) => (samePath(l.path, line.path) ? { ...l, open: false } : l)),
      )
      return
    }
    const below = await openSingles(line.path, fetch)
    setLines((all) => all.flatMap((l) => (samePath(l.path, line.path) ? [{ ...l, open: true }, ...below] : [l])))
  }

  return (
    <div ref={scroll} style={{ maxHeight: 360, overflow: 'auto' }} role="tree" aria-label="Subjects">
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index] as Line // the virtualizer stays below count
          return (
            <div
              key={line.subject}
              className="tree-row"
              role="treeitem"
              aria-level={line.path.length}
              {...(line.hasChildren ? { 'aria-expanded': line.open } : {})}
              style={{ position: 'absolute', top: item.start, left: 0, right: 0, paddingLeft: 8 + (line.path.length - 1) * 18 }}
            >
              <Toggle line={line} onToggle={() => void toggle(line)} />
              <Link className="mono clip" to="/streams/$stream/messages" params={{ stream }} search={{ filter: filterOf(line) }}>
                {line.token}
              </Link>
              <span className="push dim">{line.hasChildren ? plural(line.subjects, 'subject') : ''}</span>
              <span className="mono" style={{ minWidth: 90, textAlign: 'right' }} title="Messages at and below">
                {count(line.messages)}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Toggle({ line, onToggle }: { line: Line; onToggle: () => void }) {
  if (!line.hasChildren) return <span style={{ width: 22 }} />
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-xs"
      w={22}
      p={0}
      aria-label={`${line.open ? 'Close' : 'Open'} ${line.subject}`}
      onClick={onToggle}
    >
      {line.open ? '▾' : '▸'}
    </Button>
  )
}

/** The branches below a path; a branch with no siblings is opened at once, since it leaves no choice. */
async function openSingles(path: string[], fetch: (path: string[]) => Promise<TreeRow[]>): Promise<Line[]> {
  const rows = await fetch(path)
  const only = rows.length === 1 && rows[0]?.hasChildren
  const lines = rows.map((r): Line => ({ ...r, path: [...path, r.token], open: false }))
  if (!only || !lines[0]) return lines
  return [{ ...lines[0], open: true }, ...(await openSingles(lines[0].path, fetch))]
}

function samePath(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i])
}

function isBelow(path: string[], top: string[]): boolean {
  return path.length > top.length && top.every((token, i) => token === path[i])
}

/** What shows exactly the messages that are counted here. */
function filterOf({ subject, own, hasChildren }: TreeRow): string {
  return joinSubjects([...(own === undefined ? [] : [subject]), ...(hasChildren ? [`${subject}.>`] : [])], ',')
}
