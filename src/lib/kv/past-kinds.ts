/** How a key differs. `unknown`: it is there now, and whether it was then cannot be told. `rewritten`: another revision, but the very value of before; told only where the values have been compared. */
export const pastKinds = ['added', 'unknown', 'removed', 'changed', 'rewritten', 'same'] as const
export type PastKind = (typeof pastKinds)[number]
