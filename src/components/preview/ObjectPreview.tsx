import { Button } from '@mantine/core'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { usePreview } from '~/hooks/preview.ts'
import { explain, useIsLive } from '~/hooks/use-connection.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { PreviewBody } from './PreviewBody.tsx'

type Props = { bucket: ObjBucket; info: ObjectInfo }

/** What is in an object, without reading all of it. Nothing in it runs, and nothing outside is asked for. */
export default function ObjectPreview({ bucket, info }: Props) {
  if (info.deleted) return null
  // Another object under the same name, or another type for the same bytes, is looked at anew.
  return <Preview key={`${info.nuid} ${JSON.stringify([info.link, info.headers])}`} bucket={bucket} info={info} />
}

function Preview({ bucket, info }: Props) {
  const { preview, again, readMore } = usePreview(bucket, info)
  const isLive = useIsLive()
  return (
    <section className="preview" aria-label="Preview">
      {!isLive && (
        <p className="form-note attention" role="note">
          Not connected: what was not read yet is read when the connection is back.
        </p>
      )}
      {preview.state === 'reading' ? (
        <div className="payload-opening">
          <Loading lines={6} label="Reading the beginning of the object" />
        </div>
      ) : preview.state === 'failed' && info.link && leadsNowhere(preview.error) ? (
        <EmptyState title="Nothing to preview">
          The link leads to no object.
          <div>
            <Button variant="default" mt={8} onClick={again}>
              Follow it again
            </Button>
          </div>
        </EmptyState>
      ) : preview.state === 'failed' ? (
        <ErrorNote error={preview.error}>
          <Button variant="default" mt={8} onClick={again}>
            Try again
          </Button>
        </ErrorNote>
      ) : (
        <>
          {info.link && (
            <p className="form-note">
              A link: this is <span className="mono">{visible(preview.start.name)}</span> in the bucket{' '}
              <span className="mono">{preview.start.bucket}</span>.
            </p>
          )}
          {preview.start.size === 0 ? (
            <EmptyState title="The object is empty">It has no bytes.</EmptyState>
          ) : (
            <PreviewBody preview={preview} readMore={readMore} />
          )}
        </>
      )}
    </section>
  )
}

/** Whether it is the link that failed: the note at the link says how, once. */
function leadsNowhere(error: unknown): boolean {
  const { kind } = explain(error)
  return kind === 'not-found' || kind === 'invalid'
}
