/** Leaves what is undefined out of the address. */
export function cleanSearch<T extends object>(search: { [K in keyof T]?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(search).filter(([, v]) => v !== undefined)) as T
}
