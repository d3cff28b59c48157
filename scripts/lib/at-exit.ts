const running = new Set<() => void>()
process.once('exit', () => running.forEach((stop) => stop()))

/** Whatever happens to this process, `stop` runs before it is gone. Returns the way to take that back. */
export function atExit(stop: () => void): () => void {
  running.add(stop)
  return () => running.delete(stop)
}
