/** What an operator says about an object. */
export type MetaFields = { description: string; headers: { [name: string]: string[] }; metadata: { [name: string]: string } }

/** A row of a form. `id` tells rows apart while their names are typed. */
export type MetaRow = { id: number; name: string; value: string }

/** A form as it is typed: a row for each value of a header, in order, and for each pair of metadata. */
export type MetaDraft = { description: string; headers: MetaRow[]; metadata: MetaRow[] }

let ids = 0
export const newRow = (name = '', value = ''): MetaRow => ({ id: ++ids, name, value })

export function toMetaDraft({ description, headers, metadata }: MetaFields): MetaDraft {
  return {
    description,
    headers: Object.entries(headers).flatMap(([name, values]) => values.map((value) => newRow(name, value))),
    metadata: Object.entries(metadata).map(([name, value]) => newRow(name, value)),
  }
}

/** Rows that nothing was typed into are none. */
const typed = (rows: MetaRow[]) => rows.filter(({ name, value }) => name !== '' || value !== '')

/** What a draft without problems says. */
export function fromMetaDraft({ description, headers, metadata }: MetaDraft): MetaFields {
  const values = new Map<string, string[]>()
  for (const { name, value } of typed(headers)) values.set(name, [...(values.get(name) ?? []), value])
  return {
    description,
    headers: Object.fromEntries(values),
    metadata: Object.fromEntries(typed(metadata).map(({ name, value }) => [name, value])),
  }
}

/** Problems by the id of their row. */
export type MetaProblems = { headers: Map<number, string>; metadata: Map<number, string> }

/** What is wrong with a draft, a sentence by row. Headers are what NATS clients take (ADR-4): they fail to read an object otherwise. */
export function metaProblems({ headers, metadata }: MetaDraft): MetaProblems {
  const names = typed(metadata).map(({ name }) => name)
  const problems = (rows: MetaRow[], problemOf: (row: MetaRow) => string | undefined) =>
    new Map(
      typed(rows).flatMap((row) => [[row.id, problemOf(row)] as const].filter((p): p is [number, string] => p[1] !== undefined)),
    )
  return {
    headers: problems(headers, headerProblem),
    metadata: problems(metadata, ({ name }) => {
      if (name === '') return 'A pair needs a name'
      return names.indexOf(name) === names.lastIndexOf(name) ? undefined : 'This name is there twice'
    }),
  }
}

function headerProblem({ name, value }: MetaRow): string | undefined {
  if (name === '') return 'A header needs a name'
  if (!/^[!-9;-~]+$/.test(name)) return 'The name of a header has ASCII letters, digits and signs only: no space, no colon'
  return /[\r\n]/.test(value) ? 'The value of a header is a single line' : undefined
}

/** One thing that is said: the description, all values of a header, a pair of metadata. */
export type MetaItem = { kind: 'description' | 'header' | 'metadata'; name: string; values: string[] }

const keyOf = ({ kind, name }: Pick<MetaItem, 'kind' | 'name'>) => `${kind} ${name}`

function itemsOf({ description, headers, metadata }: MetaFields): Map<string, MetaItem> {
  const items: MetaItem[] = [
    { kind: 'description', name: '', values: description === '' ? [] : [description] },
    ...Object.entries(headers).map(([name, values]): MetaItem => ({ kind: 'header', name, values })),
    ...Object.entries(metadata).map(([name, value]): MetaItem => ({ kind: 'metadata', name, values: [value] })),
  ]
  return new Map(items.map((item) => [keyOf(item), item]))
}

const isSame = (a: string[], b: string[]) => a.length === b.length && a.every((v, i) => v === b[i])

/** `after` and `before` are the values; none where it is not said. */
export type MetaChange = Pick<MetaItem, 'kind' | 'name'> & { before: string[]; after: string[] }

/** What a form of it would say: a header without values, and what has neither a name nor a value, have no row there. */
const asTyped = (fields: MetaFields) => itemsOf(fromMetaDraft(toMetaDraft(fields)))

/** What differs, item by item. What a form cannot show is not said to differ. */
export function metaChanges(before: MetaFields, after: MetaFields): MetaChange[] {
  const [old, now] = [asTyped(before), asTyped(after)]
  return [...new Map([...old, ...now])].flatMap(([key, { kind, name }]) => {
    const change = { kind, name, before: old.get(key)?.values ?? [], after: now.get(key)?.values ?? [] }
    return isSame(change.before, change.after) ? [] : [change]
  })
}

/** What somebody else changed beside what was typed. `isBoth`: the two say different things of it. */
export type MetaDispute = Pick<MetaItem, 'kind' | 'name'> & {
  base: string[]
  theirs: string[]
  mine: string[]
  isBoth: boolean
}

/** Everything that either has changed since the base. */
export function metaDisputes(base: MetaFields, theirs: MetaFields, mine: MetaFields): MetaDispute[] {
  const [b, t, m] = [asTyped(base), asTyped(theirs), asTyped(mine)]
  return [...new Map([...b, ...t, ...m])].flatMap(([key, { kind, name }]) => {
    const at = (items: Map<string, MetaItem>) => items.get(key)?.values ?? []
    const [was, their, my] = [at(b), at(t), at(m)]
    if (isSame(was, their) && isSame(was, my)) return []
    const isBoth = !isSame(was, their) && !isSame(was, my) && !isSame(their, my)
    return [{ kind, name, base: was, theirs: their, mine: my, isBoth }]
  })
}

/** Theirs with what was changed here on top: of what both have changed it says what was typed. What a form cannot show stays. */
export function rebased(base: MetaFields, theirs: MetaFields, mine: MetaFields): MetaFields {
  const items = itemsOf(theirs)
  for (const { kind, name, after } of metaChanges(base, mine)) {
    if (after.length === 0) items.delete(keyOf({ kind, name }))
    else items.set(keyOf({ kind, name }), { kind, name, values: after })
  }
  const of = (kind: MetaItem['kind']) => [...items.values()].filter((i) => i.kind === kind)
  return {
    description: of('description')[0]?.values[0] ?? '',
    headers: Object.fromEntries(of('header').map(({ name, values }) => [name, values])),
    metadata: Object.fromEntries(of('metadata').map(({ name, values }) => [name, values[0] ?? ''])),
  }
}
