import { useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { PayloadPanel } from '~/components/messages/PayloadPanel.tsx'
import { useColumns } from '~/components/messages/use-columns.ts'
import { useOpened, usePayloadClient } from '~/hooks/payload.ts'
import { useUtf8, type LookedAt, type PreviewStart } from '~/hooks/preview.ts'
import { bytes } from '~/lib/format.ts'

/** The beginning of an object as text, as a tree where it is whole and a document, or as bytes. */
export function TextPreview({ at, start, isHex }: { at: LookedAt; start: PreviewStart; isHex: boolean }) {
  const { data, error } = useUtf8(at, start.data, isHex ? undefined : start.what.encoding)
  if (error) return <ErrorNote error={error} />
  return data ? <Text start={start} data={data} isHex={isHex} /> : <Loading lines={8} label="Reading the text" />
}

/** `data`: what of it is shown, text in UTF-8. */
function Text({ start, data, isHex }: { start: PreviewStart; data: Uint8Array; isHex: boolean }) {
  const { size, what } = start
  const isCut = start.data.length < size
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
          It is longer than what was read ({bytes(start.data.length)}): JSON is a tree when all of it is read.
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
