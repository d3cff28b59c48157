import { Button, SegmentedControl } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { FIRST_BYTES, type PreviewState } from '~/hooks/preview.ts'
import { bytes } from '~/lib/format.ts'
import { ImagePreview } from './ImagePreview.tsx'
import { modeName, modesOf, MOST_TEXT, nextStep, readWords, type Mode } from './preview-words.ts'
import { TextPreview } from './TextPreview.tsx'

const CsvPreview = lazy(() => import('./CsvPreview.tsx'))
const MediaPreview = lazy(() => import('./MediaPreview.tsx'))
const PdfPreview = lazy(() => import('./PdfPreview.tsx'))

export type OpenPreview = Extract<PreviewState, { state: 'open' }>
type Props = { preview: OpenPreview; readMore: (limit: number) => Promise<boolean> }

/** What an object is, how much of it was read, and the ways of looking at it. */
export function PreviewBody({ preview, readMore }: Props) {
  const { start, at, more } = preview
  const { what, data, size } = start
  const modes = modesOf(what.kind)
  const [mode, setMode] = useState<Mode>(modes[0] ?? 'hex')
  const [limit, setLimit] = useState(FIRST_BYTES)
  const isByBytes = mode === 'text' || mode === 'hex' || mode === 'table'
  const next = isByBytes ? nextStep(limit, size) : undefined
  const readTo = async (wanted: number) => {
    if (await readMore(wanted)) setLimit(wanted)
  }
  return (
    <>
      <div className="preview-head">
        <span className="preview-what">
          <strong>{what.words.charAt(0).toUpperCase() + what.words.slice(1)}</strong>
          <span className="dim" role="status" aria-label="Read of the object">
            {isByBytes ? readWords(data.length, size) : bytes(size)}
          </span>
        </span>
        {next !== undefined && (
          <Button variant="default" size="compact-sm" loading={more === 'reading'} onClick={() => void readTo(next)}>
            Read {next >= size ? 'all' : `the first ${bytes(next)}`}
          </Button>
        )}
        <span className="push" />
        {modes.length > 1 && (
          <SegmentedControl
            aria-label="Show the object as"
            data={modes.map((m) => ({ value: m, label: modeName(m, what.kind) }))}
            value={mode}
            onChange={(chosen) => setMode(modes.find((m) => m === chosen) ?? mode)}
          />
        )}
      </div>
      {what.note && (
        <p className="form-note attention" role="note">
          {what.note}
        </p>
      )}
      {isByBytes && next === undefined && data.length < size && (
        <p className="form-note">No more than {bytes(MOST_TEXT)} is shown here: download the object for the rest.</p>
      )}
      {more !== undefined && more !== 'reading' && <ErrorNote error={more} />}
      <Suspense fallback={<Loading lines={6} label="Opening the preview" />}>
        {mode === 'picture' ? (
          <ImagePreview at={at} start={start} />
        ) : mode === 'player' ? (
          <MediaPreview at={at} start={start} />
        ) : mode === 'pages' ? (
          <PdfPreview at={at} start={start} />
        ) : mode === 'table' ? (
          <CsvPreview at={at} start={start} />
        ) : (
          <TextPreview key={mode} at={at} start={start} isHex={mode === 'hex'} />
        )}
      </Suspense>
    </>
  )
}
