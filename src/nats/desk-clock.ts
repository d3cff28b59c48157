/** Milliseconds, monotonic, near the epoch's: a clock that is set meanwhile moves no deadline. */
export const clock = () => performance.timeOrigin + performance.now()
