export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** Why no stream can have this name, or undefined. JETSTREAM.md 3.1. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Name the stream'
  if (/\s/.test(name)) return 'The name of a stream cannot contain spaces'
  const bad = /[.*>/\\]/.exec(name)
  if (bad) return `The name of a stream cannot contain ${bad[0]}`
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'The name of a stream cannot contain control characters'
  return bytesOf(name) > 255 ? 'The name of a stream has at most 255 bytes' : undefined
}
