/** As much of an address as the branches may take: servers refuse longer ones. */
const MOST = 4000

/** The branches of a tree that are open, as they stand in the address: separated by commas, which a key may hold too. */
export function branchesFrom(text: string): string[] {
  return text.split(',').filter(Boolean).map(decoded)
}

/** Writes them so; where they are too many, those that were opened first are left out. */
export function branchesText(branches: readonly string[]): string {
  const parts = branches.map((b) => b.replace(/[%,]/g, encodeURIComponent))
  while (parts.join(',').length > MOST) parts.shift()
  return parts.join(',')
}

/** The branches above a key: "a." and "a.b." for "a.b.c". */
export function branchesOf(key: string | undefined, separator: string | undefined): string[] {
  if (key === undefined || separator === undefined) return []
  const parts = key.split(separator)
  return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join(separator) + separator)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a link that was cut short
  }
}
