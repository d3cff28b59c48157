/** So far back the present speed looks. */
const WINDOW_MS = 4000

/** How fast something grows, over the last seconds. */
export class SpeedMeter {
  private samples: { at: number; value: number }[] = []

  add(value: number, at: number): void {
    const last = this.samples.at(-1)
    if (last && value < last.value) this.samples = [] // it began anew
    this.samples.push({ at, value })
    // The one before the window stays, to measure the whole of it.
    while (this.samples.length > 2 && this.samples[1]!.at <= at - WINDOW_MS) this.samples.shift()
  }

  /** Per second; 0 until it can be told. */
  get perSecond(): number {
    const [first, last] = [this.samples[0], this.samples.at(-1)]
    if (!first || !last || last.at <= first.at) return 0
    return (1000 * (last.value - first.value)) / (last.at - first.at)
  }
}

/** The time that is left, in ms, or undefined where that cannot be told. */
export function timeLeft(left: number, perSecond: number): number | undefined {
  return perSecond > 0 ? (1000 * left) / perSecond : undefined
}
