import { secondsLeft } from './desk-words.ts'

/** Runs down to the moment at which the server delivers the message again. Lengths in ms. */
export function DeadlineBar({ left, of }: { left: number; of: number }) {
  const share = of > 0 ? Math.max(0, Math.min(1, left / of)) : 0
  const text = secondsLeft(left)
  return (
    <span className="deadline" data-low={share < 0.25 || undefined}>
      <span
        className="track"
        role="meter"
        aria-label="Time to decide"
        aria-valuemin={0}
        aria-valuemax={Math.round(of / 1000)}
        aria-valuenow={Math.max(0, Math.round(left / 1000))}
        aria-valuetext={text}
      >
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
      <span className="mono">{text}</span>
    </span>
  )
}
