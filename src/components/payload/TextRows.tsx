import { useEffect, useRef, useState } from 'react'
import { VirtualLines, type LinesHandle } from '~/components/ui/VirtualLines.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { rowAt, rowText } from '~/lib/payload/rows.ts'
import { FindBar, focusOnFind } from './FindBar.tsx'
import { Marked } from './Marked.tsx'
import { useFind } from './use-find.ts'

/** A long text in rows. Long lines are broken, which is said, since a break that is not in the text looks like one that is. */
export function TextRows({
  client,
  text,
  rows,
  label,
}: {
  client: PayloadClient
  text: string
  rows: Int32Array
  label: string
}) {
  const lines = useRef<LinesHandle>(null)
  const input = useRef<HTMLInputElement>(null)
  const { query, setQuery, found } = useFind(client)
  const [at, setAt] = useState(0)
  const hits = found?.hits
  useEffect(() => setAt(0), [hits])
  const hit = hits?.[at]
  useEffect(() => {
    if (hit !== undefined) lines.current?.show(rowAt(rows, hit))
  }, [hit, rows])
  const current = hit === undefined ? -1 : rowAt(rows, hit)
  return (
    <div className="viewer" onKeyDown={(e) => focusOnFind(e, input.current)}>
      <FindBar
        input={input}
        query={query}
        onQuery={setQuery}
        total={hits?.length}
        more={found?.more ?? false}
        at={at}
        onMove={setAt}
      >
        <span className="dim">{(rows.length - 1).toLocaleString('en-GB')} rows, long lines broken</span>
      </FindBar>
      <VirtualLines
        label={label}
        count={rows.length - 1}
        handle={lines}
        renderLine={(n) => (
          <span className={n === current ? 'found' : undefined}>
            <Marked text={rowText(text, rows, n)} query={query} />
          </span>
        )}
      />
    </div>
  )
}
