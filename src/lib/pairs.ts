/** "key=value" lines; a value may hold further equals signs. */
export function parsePairs(text: string): [name: string, value: string][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = line.indexOf('=')
      return [line.slice(0, at === -1 ? undefined : at).trim(), at === -1 ? '' : line.slice(at + 1).trim()]
    })
}

/** Pairs as parsePairs reads them. */
export function showPairs(pairs: [name: string, value: string][]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('\n')
}

/** Why a text is no metadata, or undefined. */
export function pairsProblem(text: string): string | undefined {
  const names = text.split('\n').filter((line) => line.trim() !== '')
  if (names.some((line) => !line.includes('=') || line.trim().startsWith('='))) return 'Each line reads key=value'
  const keys = parsePairs(text).map(([name]) => name)
  if (keys.some((name) => name.startsWith('_nats.'))) return 'Keys that begin with _nats. belong to the server'
  return new Set(keys).size < keys.length ? 'A key appears twice' : undefined
}

/** What stands between commas. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((t) => t.trim())
    .filter((t) => t !== '')
}
