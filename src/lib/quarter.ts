/** How far something has come, in whole quarters: 0, 25, 50, 75 or 100. */
export function quarterOf(done: number, total: number): number {
  return total > 0 ? Math.min(100, Math.floor((4 * done) / total) * 25) : 0
}
