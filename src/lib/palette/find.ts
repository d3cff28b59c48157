/** Where something of the page can be gone to, or what can be done, by what an operator types. */
export type Target = {
  /** Unique among all. */
  id: string
  label: string
  /** What it is: "Stream", "Bucket", "Page". */
  kind: string
  /** Where it leads; without one it does something. */
  path?: string
}

/** What has a name and pages of its own. */
export type Place = Target & { path: string; parts: { label: string; path: string }[] }

export type Found = { targets: Target[]; more: number }

/**
 * What the words stand for, best first, the shorter of two: every word is somewhere in the label or the kind. Of a place the last word may be one of its
 * parts instead ("orders mess" is the messages of ORDERS). `most` are given, of the rest the number. Reads the places once.
 */
export function findTargets(query: string, places: readonly Place[], others: readonly Target[], most: number): Found {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found: { target: Target; score: number }[] = []
  const add = (target: Target, score: number) => found.push({ target, score })
  for (const target of others) {
    const score = scoreOf(target, words)
    if (score > 0) add(target, score + 1) // a page or an action comes before a stream that fits as well
  }
  const [first, last] = [words.slice(0, -1), words.at(-1)]
  for (const place of places) {
    const score = scoreOf(place, words)
    if (score > 0) add(place, score)
    if (last === undefined || first.length === 0) continue
    const parts = place.parts.filter(({ label }) => label.toLowerCase().startsWith(last))
    const ofName = parts.length > 0 ? scoreOf(place, first) : 0
    if (ofName === 0) continue
    for (const { label, path } of parts)
      add({ id: `${place.id} ${label}`, label: `${place.label}: ${label}`, kind: place.kind, path }, ofName)
  }
  // Without words they stay in their order.
  if (last !== undefined) found.sort((a, b) => b.score - a.score || a.target.label.length - b.target.label.length)
  return { targets: found.slice(0, most).map(({ target }) => target), more: Math.max(0, found.length - most) }
}

/** 0 = it is not meant. A label that is, or begins with, the first word is meant most. */
function scoreOf({ label, kind }: Target, words: readonly string[]): number {
  const name = label.toLowerCase()
  const of = kind.toLowerCase()
  let score = 1
  for (const [i, word] of words.entries()) {
    const at = name.indexOf(word)
    if (at === -1 && !of.startsWith(word)) return 0
    if (at === -1) continue
    if (i === 0 && name === word) score += 40
    else if (i === 0 && at === 0) score += 20
    else if (at > 0 && /[\s._:-]/.test(name[at - 1]!)) score += 10
    else score += 5
  }
  return score
}
