import { useState } from 'react'
import { PayloadPanel } from '~/components/messages/PayloadPanel.tsx'
import { useColumns } from '~/components/messages/use-columns.ts'
import { useOpened, usePayloadClient } from '~/hooks/payload.ts'
import type { PreviewStart } from '~/hooks/preview.ts'
import { bytes } from '~/lib/format.ts'

/** The beginning of an object as text, as a tree where it is whole and a document, or as bytes. */
export function TextPreview({ start, isHex }: { start: PreviewStart; isHex: boolean }) {
  const { data, size, what } = start
  const isCut = data.length < size
  const client = usePayloadClient()
  const [stored, setStored] = useState(true)
  const [place, columns] = useColumns()
  // What is not whole is no document and cannot be unpacked.
  const isPacked = what.kind === 'binary' && !isCut
  const view = isHex ? (isPacked && !stored ? undefined : 'hex') : what.kind === 'json' && !isCut ? undefined : 'text'
  const state = useOpened(client, data, { view, stored: isCut || !isPacked || stored, columns }, columns > 0)
  return (
    <div ref={place} className="payload">
      {what.kind === 'json' && isCut && !isHex && (
        <p className="form-note">
          It is longer than what was read ({bytes(data.length)}): JSON is a tree when all of it is read.
        </p>
      )}
      <PayloadPanel
        client={client}
        data={data}
        columns={columns}
        view={view}
        stored={stored}
        onStored={setStored}
        state={state}
        waits={false}
        onOpen={() => {}}
      />
    </div>
  )
}
