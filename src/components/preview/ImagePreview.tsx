import { Button, SegmentedControl } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import type { LookedAt, PreviewStart } from '~/hooks/preview.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes, count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import { pictureSize } from '~/lib/preview/picture-size.ts'
import type { LinkError } from '~/nats/types.ts'
import { MOST_DOTS, MOST_PICTURE, MOST_SVG, OWN_PICTURE } from './preview-words.ts'

type Whole = { state: 'asked' | 'waits' } | { state: 'here'; data: Uint8Array } | { state: 'failed'; error: LinkError }

/**
 * A picture, which has to be whole. As the picture of an element a document like SVG runs no script and fetches nothing, in any browser;
 * neither does the page's policy let it.
 */
export function ImagePreview({ at, start }: { at: LookedAt; start: PreviewStart }) {
  const { size, what, name } = start
  const mime = what.mime ?? ''
  const most = what.kind === 'svg' ? MOST_SVG : MOST_PICTURE
  const dots = pictureSize(start.data, mime)
  const isHuge = dots !== undefined && dots.width * dots.height > MOST_DOTS
  const isUntold = dots === undefined && what.kind !== 'svg' // which is drawn only when it is asked for
  const [whole, setWhole] = useState<Whole>(() =>
    isHuge || isUntold || size > OWN_PICTURE
      ? { state: 'waits' }
      : start.data.length >= size
        ? { state: 'here', data: start.data }
        : { state: 'asked' },
  )
  useEffect(() => {
    if (whole.state !== 'asked' || size > most) return undefined
    let isCurrent = true
    at.start(size).then(
      ({ data }) => isCurrent && setWhole({ state: 'here', data }),
      (e: unknown) => isCurrent && setWhole({ state: 'failed', error: explain(e) }),
    )
    return () => {
      isCurrent = false
    }
  }, [at, size, most, whole.state])
  if (size > most) {
    return (
      <p className="form-note">
        It is larger than {bytes(most)}, which is as much as is drawn here: download the object to look at it.
      </p>
    )
  }
  switch (whole.state) {
    case 'waits':
      return (
        <div className="preview-wait">
          <Button variant="default" onClick={() => setWhole({ state: 'asked' })}>
            Show the picture, {bytes(size)}
          </Button>
          {isHuge && (
            <span className="dim">
              It says that it is {count(dots.width)} × {count(dots.height)}, which the browser may need much memory for.
            </span>
          )}
          {isUntold && (
            <span className="dim">
              How wide and high it is cannot be told from its beginning: the browser may need much memory for it.
            </span>
          )}
        </div>
      )
    case 'asked':
      return <Loading lines={6} label="Reading the picture" />
    case 'failed':
      return <ErrorNote error={whole.error} />
    case 'here':
      return <Picture data={whole.data} mime={mime} name={visible(name)} />
  }
}

function Picture({ data, mime, name }: { data: Uint8Array; mime: string; name: string }) {
  const [url, setUrl] = useState<string>()
  const [words, setWords] = useState('')
  const [zoom, setZoom] = useState('fit')
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>], { type: mime })) // never shared memory
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [data, mime])
  return (
    <figure className={`viewer picture zoom-${zoom}`}>
      <SegmentedControl
        aria-label="Size of the picture"
        data={[
          { value: 'fit', label: 'Fit' },
          { value: 'actual', label: 'Actual size' },
        ]}
        value={zoom}
        onChange={setZoom}
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so it has to be reachable by keyboard */}
      <div className="picture-place" tabIndex={0} role="region" aria-label="Picture">
        {url && (
          <img
            src={url}
            alt={`What is in ${name}`}
            decoding="async"
            onLoad={(e) => setWords(`${mime}, ${e.currentTarget.naturalWidth} × ${e.currentTarget.naturalHeight}`)}
            onError={() => setWords(`It begins like ${mime}, but the browser cannot draw it: it is broken or cut short.`)}
          />
        )}
      </div>
      <figcaption className="dim" role="status" aria-label="About the picture">
        {words}
      </figcaption>
    </figure>
  )
}
