import { lazy, Suspense } from 'react'
import { Loading } from '~/components/ui/Loading.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { useHistory, HISTORY } from '~/hooks/use-history.ts'
import { duration } from '~/lib/format.ts'
import type { Consumer } from '~/nats/consumers.ts'
import { lagWords } from './lag-words.ts'

const LagChart = lazy(() => import('./LagChart.tsx'))

/** Unprocessed and ack pending since the page was opened, as a chart and in words. */
export function LagPanel({ consumer, updatedAt }: { consumer: Consumer; updatedAt: number }) {
  const samples = useHistory(consumer, updatedAt)
  const words = lagWords(samples)
  return (
    <Panel title={`Lag while this page is open (the last ${duration(HISTORY * 1000)} at most)`}>
      <div className="lag">
        {samples.length < 2 ? (
          <Loading lines={6} label="Waiting for a second reading" />
        ) : (
          <Suspense fallback={<Loading lines={6} />}>
            <LagChart samples={samples} label={words} />
          </Suspense>
        )}
      </div>
      <p className="dim form-note">{words}</p>
    </Panel>
  )
}
