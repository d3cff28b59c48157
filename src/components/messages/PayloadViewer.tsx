import { lazy, Suspense } from 'react'
import { HexRows } from '~/components/payload/HexRows.tsx'
import { ImageView } from '~/components/payload/ImageView.tsx'
import { JsonTree } from '~/components/payload/JsonTree.tsx'
import { TextRows } from '~/components/payload/TextRows.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import type { Opened } from '~/lib/payload/open.ts'
import { visible } from '~/lib/payload/text.ts'

const CodeView = lazy(() => import('~/components/ui/CodeView.tsx'))

type Props = { client: PayloadClient; data: Uint8Array; opened: Opened; columns: number }

/** A payload in the view that it was opened for. Whatever is in it, it is drawn as text, or as a picture from its bytes. */
export function PayloadViewer({ client, data, opened, columns }: Props) {
  const { view, text, tree, rows, mime } = opened
  const bytes = opened.unpacked ?? data
  if (view === 'hex') return <HexRows data={bytes} columns={columns} />
  if (view === 'image' && mime) return <ImageView data={bytes} mime={mime} />
  if (tree) return <JsonTree client={client} text={text} tree={tree} />
  if (rows) return <TextRows client={client} text={text} rows={rows} label="Payload" />
  return (
    <div className="viewer">
      <Suspense fallback={<Loading lines={6} />}>
        <CodeView text={visible(text)} json={view === 'pretty'} label="Payload" />
      </Suspense>
    </div>
  )
}
