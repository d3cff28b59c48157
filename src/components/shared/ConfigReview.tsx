import { Button } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { JsonObject } from '~/nats/types.ts'
import { ChangeRows, type ChangeRow } from './ChangeRows.tsx'
import { ConfigDiff } from './ConfigDiff.tsx'

type Props = {
  rows: ChangeRow[]
  config: JsonObject
  after: () => JsonObject
  /** What goes with it. */
  children?: ReactNode
}

/** What will change of a configuration: old beside new, and on request all of it. */
export function ConfigReview({ rows, config, after, children }: Props) {
  const [isRaw, setRaw] = useState(false)
  return (
    <>
      <table className="plain review" aria-label="Changes">
        <thead>
          <tr>
            <th>Setting</th>
            <th>Now</th>
            <th>After the change</th>
          </tr>
        </thead>
        <tbody>
          <ChangeRows rows={rows} />
        </tbody>
      </table>
      {children}
      <div>
        <Button variant="subtle" size="compact-xs" aria-expanded={isRaw} onClick={() => setRaw(!isRaw)}>
          {isRaw ? 'Hide' : 'Show'} the whole configuration
        </Button>
      </div>
      {isRaw && <ConfigDiff a={config} b={after()} labelA="Configuration now" labelB="Configuration after the change" />}
    </>
  )
}
