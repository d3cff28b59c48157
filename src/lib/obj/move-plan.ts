import { objectNameProblem } from './names.ts'

/** What a plan needs to know of an object. */
export type Moving = { name: string }

/**
 * `free`: it can be moved. `taken`: another object has the new name. `begun`: the new name is there already as its own, from a rename that
 * was broken off, so only the old one has to go. `impossible`: no object can be called so. `same`: it is called so already.
 */
export type MoveState = 'free' | 'taken' | 'begun' | 'impossible' | 'same'

export type Move<T extends Moving> = { object: T; to: string; state: MoveState; problem?: string }

/** The folder as its objects' names begin: with a slash at its end; '' is the top of the bucket. */
export const asFolder = (typed: string): string => (typed === '' || typed.endsWith('/') ? typed : `${typed}/`)

/**
 * What every object will be called when `from` at the beginning of its name becomes `to`, in an order in which each finds its name free: with
 * a/ that becomes a/b/, a/b/x goes before a/x. `there` gives what has a name now, `isHalf` whether that is the first half of this very rename.
 */
export function planMoves<T extends Moving>(
  objects: T[],
  from: string,
  to: string,
  there: (name: string) => T | undefined,
  isHalf: (object: T, other: T) => boolean = () => false,
): Move<T>[] {
  /** What has left by the time that the next one is moved, and what has come. */
  const left = new Set<string>()
  const arrived = new Set<string>()
  const longestFirst = to.length >= from.length ? -1 : 1
  const ordered = objects.toSorted((a, b) => longestFirst * (a.name.length - b.name.length) || (a.name < b.name ? -1 : 1))
  return ordered.map((object) => {
    const name = to + object.name.slice(from.length)
    if (name === object.name) return { object, to: name, state: 'same' }
    const problem = objectNameProblem(name)
    if (problem) return { object, to: name, state: 'impossible', problem }
    const other = there(name)
    const isBegun = other !== undefined && isHalf(object, other)
    if (!isBegun && (arrived.has(name) || (other && !left.has(name)))) return { object, to: name, state: 'taken' }
    left.add(object.name)
    arrived.add(name)
    return { object, to: name, state: isBegun ? 'begun' : 'free' }
  })
}

/** Whether one of them waits for another to leave its name. */
export function isChained(moves: Move<Moving>[]): boolean {
  const from = new Set(moves.map(({ object }) => object.name))
  return moves.some(({ object, to }) => to !== object.name && from.has(to))
}

/** Why objects cannot go into this folder, as a sentence, or undefined. */
export function folderProblem(from: string, to: string): string | undefined {
  if (to === from) return 'They are there already'
  return objectNameProblem(`${to}x`)
}
