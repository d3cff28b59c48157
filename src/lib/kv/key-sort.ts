export type Slots = Uint32Array<ArrayBuffer>

/** Sorts slots by their keys (code units, as `<` does). */
export function sortSlots(slots: Slots, keys: readonly (string | undefined)[]): void {
  slots.sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1)) // no two are the same
}

/** Two sorted runs of slots as one. */
export function mergeSlots(a: Slots, b: Slots, keys: readonly (string | undefined)[]): Slots {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const all = new Uint32Array(a.length + b.length)
  let [i, j, to] = [0, 0, 0]
  while (i < a.length && j < b.length) all[to++] = keys[a[i]!]! <= keys[b[j]!]! ? a[i++]! : b[j++]!
  all.set(i < a.length ? a.subarray(i) : b.subarray(j), to)
  return all
}
