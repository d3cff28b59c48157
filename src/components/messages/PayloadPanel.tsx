import { Button, SegmentedControl } from '@mantine/core'
import { Loading } from '~/components/ui/Loading.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import type { OpenState } from '~/hooks/payload.ts'
import { bytes } from '~/lib/format.ts'
import { guessView } from '~/lib/payload/guess.ts'
import { layersInWords, packingOf } from '~/lib/payload/unpack.ts'
import { viewNames, type PayloadView } from '~/lib/payload/views.ts'
import { PayloadViewer } from './PayloadViewer.tsx'

type Props = {
  client: PayloadClient
  data: Uint8Array
  /** How many characters fit in a row. */
  columns: number
  view: PayloadView | undefined
  stored: boolean
  onStored: (stored: boolean) => void
  state: OpenState
  /** Large payloads wait until they are asked for. */
  waits: boolean
  onOpen: () => void
}

/** The payload with what there is to say of it: how it was packed, why it is not shown as wished. */
export function PayloadPanel({ client, data, columns, view, stored, onStored, state, waits, onOpen }: Props) {
  if (data.length === 0) return <p className="dim">The message has no payload.</p>
  const packing = packingOf(data)
  return (
    <>
      {packing && (
        <div className="payload-packing">
          <SegmentedControl
            aria-label={`The payload is stored as ${packing}: show it`}
            data={[
              { value: 'unpacked', label: 'Unpacked' },
              { value: 'stored', label: 'As stored' },
            ]}
            value={stored ? 'stored' : 'unpacked'}
            onChange={(v) => onStored(v === 'stored')}
          />
          <span className="dim">
            {stored
              ? `${packing}, ${bytes(data.length)}`
              : state.state === 'open' && !waits
                ? layersInWords(state.opened.layers)
                : packing}
          </span>
        </div>
      )}
      {waits ? (
        <div className="payload-waits">
          <Button variant="default" onClick={onOpen}>
            {!view && packing && !stored
              ? `Unpack and show ${bytes(data.length)}`
              : `Show ${bytes(data.length)} as ${viewNames[view ?? guessView(data)]}`}
          </Button>
          <span className="dim">Large payloads open when they are asked for.</span>
        </div>
      ) : state.state === 'failed' ? (
        <p role="alert" className="danger">
          {state.message}
        </p>
      ) : state.state === 'opening' ? (
        <Opening />
      ) : (
        <>
          {state.opened.notes.map((note) => (
            <p key={note} className="payload-note attention" role="note">
              {note}
            </p>
          ))}
          <PayloadViewer client={client} data={data} opened={state.opened} columns={columns} />
        </>
      )}
    </>
  )
}

/** Most payloads are there in a few milliseconds: it fades in, so that they do not flicker. */
function Opening() {
  return (
    <div className="payload-opening">
      <Loading lines={6} label="Opening the payload" />
    </div>
  )
}
