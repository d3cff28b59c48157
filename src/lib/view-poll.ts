type Options<V extends { version: unknown }> = {
  /** What there is to draw; undefined when nothing is newer than the version that is known. */
  ask: (known: V['version'] | undefined) => Promise<V | undefined>
  onView: (view: V) => void
  onError: (error: unknown) => void
  /** Until the next look, in milliseconds. */
  everyMs: () => number
}

/** Asks a worker for what there is to draw, again and again, one question at a time. */
export class ViewPoll<V extends { version: unknown }> {
  private readonly options: Options<V>
  private timer: ReturnType<typeof setTimeout> | undefined
  private known: V['version'] | undefined
  private asking = false
  private stopped = false
  /** What is wanted has changed, so a view of the same version is wanted too. */
  private renewed = true

  constructor(options: Options<V>) {
    this.options = options
  }

  /** The worker answers from now on. */
  start(): void {
    if (!this.stopped) void this.look()
  }

  /** What is wanted has changed: it comes at once. */
  renew(): void {
    this.renewed = true
    if (this.asking || this.timer === undefined) return
    clearTimeout(this.timer)
    void this.look()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    this.timer = undefined
  }

  /** A failure ends it. */
  private async look(): Promise<void> {
    this.asking = true
    const anew = this.renewed
    this.renewed = false
    try {
      const next = await this.options.ask(anew ? undefined : this.known)
      if (this.stopped) return
      if (next) {
        this.known = next.version
        this.options.onView(next)
      }
      // What has been asked for anew meanwhile comes at once.
      this.timer = setTimeout(() => void this.look(), this.renewed ? 0 : this.options.everyMs())
    } catch (e) {
      if (!this.stopped) this.options.onError(e)
      this.stop()
    } finally {
      this.asking = false
    }
  }
}
