/**
 * Runs `work` soon after a call (`delayMs`, so that a burst is one) and then at most once every `everyMs`. No call is forgotten:
 * one that comes too early is kept for the end of the pause.
 */
export function throttled(work: () => void, delayMs: number, everyMs: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = -Infinity
  return {
    call: () => {
      timer ??= setTimeout(
        () => {
          timer = undefined
          last = performance.now()
          work()
        },
        Math.max(delayMs, last + everyMs - performance.now()),
      )
    },
    cancel: () => {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
