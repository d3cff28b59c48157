import { isServerNote, type StreamDraft } from './draft.ts'
import { bytesOf } from './names.ts'

/** What is wrong with the metadata, or undefined. */
export function metadataProblem(d: StreamDraft): string | undefined {
  const [first] = metadataProblems(d).values()
  const total = d.metadata.reduce((sum, p) => sum + bytesOf(p.name.trim()) + bytesOf(p.value), 0)
  return first ?? (total > 131_072 ? 'Metadata has at most 128 KiB in all' : undefined)
}

/** What is wrong with the rows of the metadata, by their id. */
export function metadataProblems({ metadata }: StreamDraft): Map<number, string> {
  const rows = metadata.map((p) => ({ ...p, name: p.name.trim() })).filter((p) => p.name !== '' || p.value !== '')
  const problems = new Map<number, string>()
  rows.forEach(({ id, name }, i) => {
    if (name === '') problems.set(id, 'A value without a name: name it or remove it')
    else if (isServerNote(name)) problems.set(id, `${name}: names that begin with _nats. belong to the server`)
    else if (rows.findIndex((r) => r.name === name) < i) problems.set(id, `${name} appears twice`)
  })
  return problems
}
