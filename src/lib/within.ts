/** What the promise gives, or undefined when it fails or takes longer. */
export async function within<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs)
  })
  const first = await Promise.race([promise.catch(() => undefined), late])
  clearTimeout(timer)
  return first
}
