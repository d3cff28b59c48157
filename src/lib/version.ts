/** Compares two versions by their three numbers; a suffix such as "-RC.1" is ignored. Negative when a is older. */
export function compareVersions(a: string, b: string): number {
  const numbers = (v: string) => (/\d+\.\d+\.\d+/.exec(v)?.[0] ?? '0.0.0').split('.').map(Number)
  const [x, y] = [numbers(a), numbers(b)]
  for (let i = 0; i < 3; i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
