/** All values, one under another, or that there is none. */
export function Values({ values }: { values: string[] }) {
  return values.length === 0 ? <span className="dim">none</span> : values.join('\n')
}
