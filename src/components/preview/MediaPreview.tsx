import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import type { LookedAt, PreviewStart } from '~/hooks/preview.ts'
import { openPlayer } from '~/hooks/preview-stream.ts'
import { explain } from '~/hooks/use-connection.ts'
import { bytes } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { LinkError } from '~/nats/types.ts'
import { MOST_PLAYED_WHOLE } from './preview-words.ts'

type Props = { at: LookedAt; start: PreviewStart }
type State =
  | { state: 'waits' | 'opening' | 'too large' }
  | { state: 'open'; url: string; isFrame: boolean; stop: () => void }
  | { state: 'failed'; error: LinkError }

/** Its service worker was stopped. */
const dropped: LinkError = { kind: 'unavailable', message: 'The browser has dropped the player', next: 'Try again' }
/** How often it is asked how much was read. */
const LOOK_MS = 500

/** Sound or video, played while it comes: it is read from where it is played, and no further ahead than the browser wants. */
export default function MediaPreview({ at, start }: Props) {
  const { what, size, name } = start
  const kind = what.kind === 'video' ? 'video' : 'audio'
  const mime = what.mime ?? ''
  const [state, setState] = useState<State>({ state: 'waits' })
  const { state: now } = state
  useEffect(() => {
    if (now !== 'opening') return undefined
    let isCurrent = true
    let stop = () => {}
    const open = async () => {
      const player = await openPlayer({ kind, mime, size, title: visible(name) }, () => at.port())
      stop = player?.stop ?? stop
      if (player && isCurrent) return setState({ state: 'open', url: player.url, isFrame: true, stop })
      if (!isCurrent) return stop()
      if (size > MOST_PLAYED_WHOLE) return setState({ state: 'too large' })
      const { data } = await at.start(size)
      const url = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>], { type: mime })) // never shared memory
      stop = () => URL.revokeObjectURL(url)
      if (isCurrent) setState({ state: 'open', url, isFrame: false, stop })
      else stop()
    }
    open().catch((e: unknown) => isCurrent && setState({ state: 'failed', error: explain(e) }))
    return () => {
      isCurrent = false
    }
  }, [at, kind, mime, name, now, size])
  const stop = state.state === 'open' ? state.stop : undefined
  useEffect(() => stop, [stop])

  const again = (
    <Button variant="default" mt={8} onClick={() => setState({ state: 'opening' })}>
      Try again
    </Button>
  )
  switch (state.state) {
    case 'waits':
      return (
        <div className="preview-wait">
          {canPlay(kind, mime) ? (
            <Button variant="default" onClick={() => setState({ state: 'opening' })}>
              Open the player
            </Button>
          ) : (
            <p className="form-note">This browser does not play {what.words}: download the object to play it.</p>
          )}
        </div>
      )
    case 'opening':
      return <Loading lines={3} label="Opening the player" />
    case 'too large':
      return (
        <p className="form-note">
          Here it would have to be held whole, which is done up to {bytes(MOST_PLAYED_WHOLE)}: open the dashboard over https, or
          download the object.
        </p>
      )
    case 'failed':
      return <ErrorNote error={state.error}>{again}</ErrorNote>
    case 'open': {
      const onFailed = (error: LinkError) => setState({ state: 'failed', error })
      return <Player at={at} start={start} kind={kind} url={state.url} isFrame={state.isFrame} onFailed={onFailed} />
    }
  }
}

/** Whether the browser plays such files at all; what is in one can still be of a kind that it does not. */
function canPlay(kind: 'audio' | 'video', mime: string): boolean {
  return document.createElement(kind).canPlayType(mime) !== '' || mime === 'video/quicktime'
}

type PlayerProps = Props & { kind: 'audio' | 'video'; url: string; isFrame: boolean; onFailed: (error: LinkError) => void }

function Player({ at, start, kind, url, isFrame, onFailed }: PlayerProps) {
  const { what, size, name } = start
  const frame = useRef<HTMLIFrameElement>(null)
  const [read, setRead] = useState<number>()
  const title = `Player of ${visible(name)}`
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    const look = async () => {
      const status = await at.status()
      if (ended) return
      setRead(status.read)
      timer = setTimeout(run, LOOK_MS)
    }
    const run = () => void look().catch(() => {}) // the player itself says when it has failed
    run()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [at])

  /** The browser says only that it cannot: the reading end knows whether it was given what it asked for. */
  const fail = async (error: MediaError | null) => {
    const { problem } = await at.status()
    if (problem) return onFailed(problem)
    if (error?.code === MediaError.MEDIA_ERR_NETWORK) return onFailed(dropped)
    onFailed({
      kind: 'invalid',
      message: `The browser cannot play it: it is broken, or ${what.words} of a kind that this browser does not know`,
      next: 'Download the object to play it with another program',
    })
  }
  const onLoad = () => {
    const player = frame.current?.contentDocument?.querySelector<HTMLMediaElement>(kind)
    if (!player) return onFailed(dropped)
    if (player.error) void fail(player.error)
    else player.addEventListener('error', () => void fail(player.error))
  }
  const Whole = kind
  return (
    <figure className="viewer picture">
      {isFrame ? (
        <iframe
          ref={frame}
          className={`player player-${kind}`}
          src={url}
          title={title}
          sandbox="allow-same-origin"
          allow="fullscreen"
          onLoad={onLoad}
        />
      ) : (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- an object has no captions of its own
        <Whole
          className={`player player-${kind}`}
          src={url}
          controls
          preload="metadata"
          aria-label={title}
          onError={(e) => void fail(e.currentTarget.error)}
        />
      )}
      <figcaption className="dim" role="status" aria-label="Read by the player">
        {read !== undefined && `${bytes(Math.min(read, size))} of ${bytes(size)} read so far`}
      </figcaption>
    </figure>
  )
}
