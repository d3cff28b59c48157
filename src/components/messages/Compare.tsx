import { lazy, Suspense, useEffect, useState } from 'react'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useMessage } from '~/hooks/messages.ts'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { plural } from '~/lib/format.ts'
import type { Comparison } from '~/lib/payload/compare.ts'
import type { PayloadView } from '~/lib/payload/views.ts'
import type { Seq, StoredMessage, Stream } from '~/nats/types.ts'
import { Gone } from './Gone.tsx'
import { MetadataDiff } from './MetadataDiff.tsx'

const DiffView = lazy(() => import('~/components/ui/DiffView.tsx'))

type Props = { stream: Stream; pinned: Seq; message: StoredMessage; client: PayloadClient; view: PayloadView | undefined }

/** The pinned message left, the open one right: what differs in metadata, headers and payload. */
export function Compare({ stream, pinned, message, client, view }: Props) {
  const query = useMessage(stream, pinned)
  const failure = failureOf(query)
  if (failure) return <ErrorNote error={failure} />
  if (query.data === undefined) return <Loading lines={10} label="Loading the pinned message" />
  if (query.data === null) return <Gone stream={stream} seq={pinned} />
  return (
    <>
      <MetadataDiff a={query.data} b={message} />
      <Payloads key={`${pinned} ${message.seq}`} a={query.data.data} b={message.data} client={client} view={view} />
    </>
  )
}

type State = Comparison | { failed: string } | undefined

/** Two payloads side by side, formatted as far as they can be. To be used below a key of the two. */
export function Payloads({
  a,
  b,
  client,
  view,
  labelA = 'Payload of the pinned message',
  labelB = 'Payload of the open message',
}: {
  a: Uint8Array
  b: Uint8Array
  client: PayloadClient
  view?: PayloadView | undefined
  labelA?: string
  labelB?: string
}) {
  const [state, setState] = useState<State>()
  useEffect(() => {
    let isCurrent = true
    client.compare(a, b, view).then(
      (found) => isCurrent && setState(found),
      (e: unknown) => isCurrent && setState({ failed: (e as Error).message }),
    )
    return () => {
      isCurrent = false
    }
  }, [client, a, b, view])
  if (!state) return <Loading lines={6} label="Comparing the payloads" />
  if ('failed' in state)
    return (
      <p role="alert" className="danger">
        {state.failed}
      </p>
    )
  if (state.isSame) return <p role="status">The payloads are the same, byte for byte.</p>
  if (state.a === state.b && !state.cut)
    return (
      <p role="status">The payloads differ only in how they are written: formatted they are the same. Hex shows the bytes.</p>
    )
  return (
    <>
      <p className="dim payload-note">{words(state)}</p>
      <Suspense fallback={<Loading lines={6} />}>
        <DiffView a={state.a} b={state.b} first={state.before + 1} labelA={labelA} labelB={labelB} />
      </Suspense>
    </>
  )
}

const written = { formatted: 'Both formatted', text: 'As text', hex: 'As hex, sixteen bytes a line' }

function words({ as, before, after, cut }: Comparison): string {
  const left = [before > 0 && `the first ${plural(before, 'line')}`, after > 0 && `the last ${plural(after, 'line')}`].filter(
    Boolean,
  )
  return [
    `${written[as]}.`,
    left.length > 0 && `Not shown, since they are the same: ${left.join(' and ')}.`,
    cut && 'There is too much to compare: only its beginning is.',
  ]
    .filter(Boolean)
    .join(' ')
}
