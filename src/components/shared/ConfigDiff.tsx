import { lazy, Suspense } from 'react'
import { Loading } from '~/components/ui/Loading.tsx'
import { canonicalText } from '~/lib/consumer-config.ts'
import type { JsonObject } from '~/nats/types.ts'

const DiffView = lazy(() => import('~/components/ui/DiffView.tsx'))

type Props = {
  a: JsonObject
  b: JsonObject
  labelA: string
  labelB: string
  /** There may be lengths of time in it. */
  isTimed?: boolean
}

/** Two configurations side by side, lengths of time in nanoseconds as the server has them. */
export function ConfigDiff({ a, b, labelA, labelB, isTimed = true }: Props) {
  return (
    <div>
      <div className="diff-heads dim" aria-hidden>
        <span>{labelA}</span>
        <span>{labelB}</span>
      </div>
      <Suspense fallback={<Loading lines={8} />}>
        <DiffView a={canonicalText(a)} b={canonicalText(b)} first={1} labelA={labelA} labelB={labelB} />
      </Suspense>
      {isTimed && <p className="dim form-note diff-note">Lengths of time are in nanoseconds, as the server has them.</p>}
    </div>
  )
}
