import { getDocument, PDFDataRangeTransport, PDFWorker, RenderingCancelledException } from 'pdfjs-dist'
import type { LinkError } from '~/nats/types.ts'
import type { LookedAt, PreviewStart } from './preview.ts'
import { explain } from './use-connection.ts'

/** So much is asked for at a time. */
const PIECE_BYTES = 128 * 1024
/** A canvas is no larger than this: four bytes each. */
const MOST_DOTS = 8_000_000
/** Pictures of more dots than this are left out of a page. */
const MOST_PICTURE_DOTS = 64_000_000

export type OpenPdf = {
  pages: number
  /** Draws a page as wide as is wanted, in CSS pixels; without a width, as large as on paper. */
  draw: (page: number, canvas: HTMLCanvasElement, width: number | undefined) => { done: Promise<void>; stop: () => void }
}

/** Reads what is asked for, no more. */
class PartsOfObject extends PDFDataRangeTransport {
  private readonly at: LookedAt
  private readonly size: number
  private readonly onFailed: (e: unknown) => void

  constructor(at: LookedAt, { size, data }: PreviewStart, onFailed: (e: unknown) => void) {
    super(size, data.slice(), data.length >= size) // a copy, since it is handed on to a worker
    this.at = at
    this.size = size
    this.onFailed = onFailed
  }

  override requestDataRange(begin: number, end: number): void {
    this.at.part(begin, Math.min(end, this.size) - begin).then((data) => this.onDataRange(begin, data), this.onFailed)
  }
}

/**
 * Opens a PDF by pdf.js in a worker of its own. Nothing of the document is evaluated or followed; fonts and encodings that are not in it
 * come with the dashboard.
 */
export function openPdf(at: LookedAt, start: PreviewStart) {
  const port = new Worker(new URL('../workers/pdf.worker.ts', import.meta.url), { type: 'module' })
  const worker = PDFWorker.create({ port })
  let tellFailed: (error: LinkError) => void = () => {}
  const range = new PartsOfObject(at, start, (e) => tellFailed(explain(e)))
  const base = new URL(`${import.meta.env.BASE_URL}pdf/`, location.href).href
  const task = getDocument({
    range,
    worker,
    rangeChunkSize: PIECE_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: MOST_PICTURE_DOTS,
    canvasMaxAreaInBytes: MOST_DOTS * 4,
    cMapUrl: `${base}cmaps/`,
    standardFontDataUrl: `${base}standard_fonts/`,
    iccUrl: `${base}iccs/`,
    wasmUrl: `${base}wasm/`,
    verbosity: 0,
  })
  const opened = task.promise.then((document): OpenPdf => {
    const draw = (number: number, canvas: HTMLCanvasElement, width: number | undefined) => {
      let stopped = false
      let stop = () => {}
      const done = (async () => {
        const page = await document.getPage(number)
        if (stopped) return
        const paper = page.getViewport({ scale: 96 / 72 })
        const wanted = (width === undefined ? 1 : width / paper.width) * window.devicePixelRatio
        const most = Math.sqrt(MOST_DOTS / (paper.width * paper.height))
        const viewport = page.getViewport({ scale: (96 / 72) * Math.min(wanted, most) })
        canvas.width = Math.max(1, Math.floor(viewport.width))
        canvas.height = Math.max(1, Math.floor(viewport.height))
        canvas.style.width = `${width ?? Math.floor(paper.width)}px`
        const rendering = page.render({ canvas, viewport })
        stop = () => rendering.cancel()
        await rendering.promise
      })().catch((e: unknown) => {
        if (!(e instanceof RenderingCancelledException)) throw e
      })
      return {
        done,
        stop: () => {
          stopped = true
          stop()
        },
      }
    }
    return { pages: document.numPages, draw }
  })
  return {
    opened,
    onFailed: (tell: (error: LinkError) => void) => (tellFailed = tell),
    close: () => {
      opened.catch(() => {}) // nobody waits for it any more
      void task.destroy().finally(() => {
        worker.destroy()
        port.terminate()
      })
    },
  }
}
