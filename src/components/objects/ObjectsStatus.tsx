import { bytes, plural } from '~/lib/format.ts'
import type { ObjectsView } from '~/hooks/use-objects.ts'
import { objectsWords, watchWords } from './object-words.ts'

/** Whether what is on screen is kept up to date, and how much there is. */
export function ObjectsStatus({ view }: { view: ObjectsView }) {
  const { label, tone } = watchWords[view.state]
  return (
    <div className="live-status" role="group" aria-label="Watch">
      <span className="badge" data-state={tone} role="status">
        <span className="dot" />
        {label}
      </span>
      <span className="num">{objectsWords(view)}</span>
      <span className="num">{bytes(view.bytes)}</span>
      {view.deleted > 0 && <span className="num">{plural(view.deleted, 'deleted object')}</span>}
      {view.error && view.state !== 'failed' && <span className="attention">{view.error.message}</span>}
    </div>
  )
}
