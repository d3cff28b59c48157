import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTimeMarks } from '~/hooks/time-marks.ts'
import { count } from '~/lib/format.ts'
import { fractionOf, seqAt } from '~/lib/scale.ts'
import { markLabel, showTime } from '~/lib/time.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import type { TimeMark } from '~/nats/time-marks.ts'
import { useTimeStyle } from '~/stores/preferences.ts'

type Props = {
  stream: Stream
  /** The first and last sequence on screen. */
  shown: [Seq, Seq] | undefined
  descending: boolean
  /** Rows are on screen: from then on the times along the bar may be asked for. */
  ready: boolean
  /** `byKey`: one of a row of jumps, which need no place of their own in the history. */
  onJump: (seq: Seq, byKey: boolean) => void
}

/** Keys are pressed in rows; the jump comes when they rest. */
const REST_MS = 300

/** The whole stream as a bar, first to last sequence: shows where the list is, and jumps anywhere by drag, click or key. */
export function Scrubber({ stream, shown, descending, ready, onJump }: Props) {
  const { first_seq: first, last_seq: last } = stream.state
  const marks = useTimeMarks(stream, ready)
  const style = useTimeStyle()
  const bar = useRef<HTMLDivElement>(null)
  const [aim, setAim] = useState<Seq>()
  const [hover, setHover] = useState<Seq>()
  /** Where the last jump went: the next key counts from there, though the rows are still on their way. */
  const [target, setTarget] = useState<{ seq: Seq; from: [Seq, Seq] | undefined }>()
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(rest.current), [])
  /** Rows of an earlier jump may come while keys rest. */
  const latest = useRef(shown)
  useEffect(() => {
    latest.current = shown
  })

  const place = (seq: Seq) => (descending ? 1 - fractionOf(seq, first, last) : fractionOf(seq, first, last))
  const under = (e: PointerEvent) => {
    const box = bar.current?.getBoundingClientRect()
    const fraction = box ? Math.min(1, Math.max(0, (e.clientY - box.top) / box.height)) : 0
    return seqAt(descending ? 1 - fraction : fraction, first, last)
  }
  const now = aim ?? (target?.from === shown ? target?.seq : undefined) ?? shown?.[0] ?? first
  const jump = (seq: Seq, byKey = false) => {
    setAim(undefined)
    setTarget({ seq, from: latest.current })
    onJump(seq, byKey)
  }
  const onKeyDown = (e: KeyboardEvent) => {
    const share: Record<string, number> = { ArrowDown: 0.01, ArrowUp: -0.01, PageDown: 0.1, PageUp: -0.1, Home: -1, End: 1 }
    const step = share[e.key]
    if (step === undefined) return
    e.preventDefault()
    const next = seqAt(fractionOf(now, first, last) + (descending ? -step : step), first, last)
    // On a short stream one percent is no message: at least one.
    const moved = next === now && step !== 0 ? now + ((descending ? -step : step) > 0 ? 1n : -1n) : next
    const to = moved < first ? first : moved > last ? last : moved
    setAim(to)
    clearTimeout(rest.current)
    rest.current = setTimeout(() => jump(to, true), REST_MS)
  }

  if (stream.state.messages === 0) return null
  const pointed = aim ?? hover
  const [from, to] = shown ? [place(shown[0]), place(shown[1])] : [0, 0]
  const span = Date.parse(marks.at(-1)?.time ?? '') - Date.parse(marks[0]?.time ?? '')
  const labels = marks.map((m) => markLabel(m.time, span, style))
  return (
    <div className="scrubber">
      <div
        ref={bar}
        className="track"
        role="slider"
        tabIndex={0}
        aria-label="Place in the stream"
        aria-orientation="vertical"
        // Screen readers want numbers; beyond 2^53 the text below is the exact one.
        aria-valuemin={Number(first)}
        aria-valuemax={Number(last)}
        aria-valuenow={Number(now)}
        aria-valuetext={`sequence ${count(now)} of ${count(first)} to ${count(last)}`}
        onKeyDown={onKeyDown}
        onPointerDown={(e) => {
          if (e.button !== 0) return
          e.currentTarget.setPointerCapture(e.pointerId)
          setAim(under(e))
        }}
        onPointerMove={(e) => (aim === undefined ? setHover(under(e)) : setAim(under(e)))}
        onPointerLeave={() => setHover(undefined)}
        onPointerUp={(e) => {
          if (aim !== undefined) jump(under(e))
        }}
        onPointerCancel={() => setAim(undefined)}
      >
        {marks.map((m, i) => (
          <span
            key={String(m.seq)}
            className={place(m.seq) > 0.9 ? 'mark above' : 'mark'}
            style={{ top: `${place(m.seq) * 100}%` }}
          >
            {labels[i] === labels[i - 1] ? '' : labels[i]}
          </span>
        ))}
        {shown && (
          <span
            className="thumb"
            style={{ top: `${Math.min(from, to) * 100}%`, height: `max(6px, ${Math.abs(to - from) * 100}%)` }}
          />
        )}
        {pointed !== undefined && (
          <span className="aim" style={{ top: `${place(pointed) * 100}%` }}>
            <span className="aim-label">
              {count(pointed)}
              <span className="dim">
                {betweenMarks(marks, pointed, (t) => showTime(t, style === 'utc' ? 'utc' : 'local', 0))}
              </span>
            </span>
          </span>
        )}
      </div>
    </div>
  )
}

/** What is known of the time of a sequence without asking: it lies between the marks on either side. */
function betweenMarks(marks: TimeMark[], seq: Seq, show: (time: string) => string): string {
  const after = marks.find((m) => m.seq >= seq)
  const before = marks.findLast((m) => m.seq <= seq)
  if (!before || !after) return ''
  return before === after ? show(before.time) : `${show(before.time)} to ${show(after.time)}`
}
