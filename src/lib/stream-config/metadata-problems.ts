import { isServerNote, metaPairs, type StreamDraft } from './draft.ts'
import { bytesOf } from './names.ts'
import { objectAt } from './read.ts'

/** What is wrong with the metadata, or undefined. */
export function metadataProblem(d: StreamDraft): string | undefined {
  const [first] = metadataProblems(d).values()
  const total = metaPairs(d).reduce((sum, p) => sum + bytesOf(p.name) + bytesOf(p.value), 0)
  return first ?? (total > 131_072 ? 'Metadata has at most 128 KiB in all' : undefined)
}

/** What is wrong with the rows of the metadata, by their id. */
export function metadataProblems(d: StreamDraft): Map<number, string> {
  const rows = metaPairs(d)
  const known = objectAt(d.from.metadata) ?? {}
  const problems = new Map<number, string>()
  rows.forEach(({ id, name }, i) => {
    if (name === '' && !Object.hasOwn(known, '')) problems.set(id, 'A value without a name: name it or remove it')
    else if (isServerNote(name)) problems.set(id, `${name}: names that begin with _nats. belong to the server`)
    else if (rows.findIndex((r) => r.name === name) < i) problems.set(id, `${name} appears twice`)
  })
  return problems
}
