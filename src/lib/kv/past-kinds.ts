/** How a key differs. `rewritten`: another revision, but the very value of before; told only where the values have been compared. */
export const pastKinds = ['added', 'removed', 'changed', 'rewritten', 'same'] as const
export type PastKind = (typeof pastKinds)[number]
