import { ActionIcon, Button, NumberInput, SegmentedControl } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { openPdf, type OpenPdf } from '~/hooks/pdf.ts'
import { FIRST_BYTES, type LookedAt, type PreviewStart } from '~/hooks/preview.ts'
import { bytes, count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { LinkError } from '~/nats/types.ts'

type Props = { at: LookedAt; start: PreviewStart }

/** The pages of a PDF as pictures: no script in it runs, and links and forms are drawn, no more. Only what a page needs is read. */
export default function PdfPreview({ at, start }: Props) {
  const { size, name } = start
  const [asked, setAsked] = useState(size <= FIRST_BYTES)
  const [pdf, setPdf] = useState<OpenPdf>()
  const [error, setError] = useState<LinkError>()
  useEffect(() => {
    if (!asked) return undefined
    const opening = openPdf(at, start)
    let isCurrent = true
    opening.opened.then(
      (opened) => isCurrent && setPdf(opened),
      (e: unknown) => isCurrent && setError(problemOf(e)),
    )
    opening.onFailed((e) => isCurrent && setError(e))
    return () => {
      isCurrent = false
      setPdf(undefined)
      opening.close()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the object stays the same
  }, [at, asked])
  if (error) {
    const again = () => {
      setError(undefined)
      setAsked(false)
    }
    return (
      <ErrorNote error={error}>
        <Button variant="default" mt={8} onClick={again}>
          Try again
        </Button>
      </ErrorNote>
    )
  }
  if (!asked) {
    return (
      <div className="preview-wait">
        <Button variant="default" onClick={() => setAsked(true)}>
          Show the pages
        </Button>
        <span className="dim">What a page needs is read of {bytes(size)}.</span>
      </div>
    )
  }
  if (!pdf) return <Loading lines={8} label="Reading the document" />
  return <Pages pdf={pdf} name={visible(name)} onFailed={(e) => setError(problemOf(e))} />
}

function Pages({ pdf, name, onFailed }: { pdf: OpenPdf; name: string; onFailed: (e: unknown) => void }) {
  const [page, setPage] = useState(1)
  const [zoom, setZoom] = useState('fit')
  const [drawn, setDrawn] = useState<number>()
  const place = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!canvas.current || !place.current) return undefined
    let isCurrent = true
    const width = zoom === 'fit' ? place.current.clientWidth - 2 : undefined
    const drawing = pdf.draw(page, canvas.current, width)
    drawing.done.then(
      () => isCurrent && setDrawn(page),
      (e: unknown) => isCurrent && onFailed(e),
    )
    return () => {
      isCurrent = false
      drawing.stop()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what is done with a failure does not change
  }, [pdf, page, zoom])
  const goTo = (n: number) => setPage(Math.max(1, Math.min(pdf.pages, n)))
  return (
    <figure className="viewer picture">
      <div className="preview-head">
        <ActionIcon variant="subtle" color="gray" aria-label="Previous page" disabled={page === 1} onClick={() => goTo(page - 1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <NumberInput
          aria-label="Page"
          size="xs"
          w={72}
          min={1}
          max={pdf.pages}
          allowDecimal={false}
          hideControls
          value={page}
          onChange={(n) => typeof n === 'number' && goTo(n)}
        />
        <span role="status" aria-label="Pages">
          {drawn === page ? `page ${count(page)} of ${count(pdf.pages)}` : `page ${count(page)} of ${count(pdf.pages)}, drawing`}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Next page"
          disabled={page === pdf.pages}
          onClick={() => goTo(page + 1)}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
        <span className="push" />
        <SegmentedControl
          aria-label="Size of the page"
          data={[
            { value: 'fit', label: 'Fit' },
            { value: 'actual', label: 'Actual size' },
          ]}
          value={zoom}
          onChange={setZoom}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrollable, so it has to be reachable by keyboard */}
      <div ref={place} className="picture-place" tabIndex={0} role="region" aria-label="Page of the document">
        <canvas ref={canvas} role="img" aria-label={`Page ${page} of ${name}`} />
      </div>
    </figure>
  )
}

function problemOf(e: unknown): LinkError {
  const { name, message } = e as Error
  if (name === 'PasswordException') {
    return { kind: 'invalid', message: 'The document is locked by a password', next: 'Download it to open it with the password' }
  }
  return {
    kind: 'invalid',
    message: 'The document cannot be drawn: it is broken, or not whole',
    next: 'Download the object to look at it with another program',
    details: message,
  }
}
