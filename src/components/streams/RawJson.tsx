import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { Loading } from '~/components/ui/Loading.tsx'
import { stringifyJson } from '~/lib/json.ts'
import type { JsonObject } from '~/nats/types.ts'

const CodeView = lazy(() => import('~/components/ui/CodeView.tsx'))

/** The server's own words, one click away. */
export function RawJson({ value, label = 'Stream as JSON' }: { value: JsonObject; label?: string }) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the raw JSON' : 'Show the raw JSON'}
      </Button>
      {open && (
        <div className="viewer" style={{ marginTop: 8 }}>
          <Suspense fallback={<Loading lines={8} />}>
            <CodeView text={stringifyJson(value, 2)} json label={label} />
          </Suspense>
        </div>
      )}
    </div>
  )
}
