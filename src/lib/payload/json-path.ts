import type { Json } from '~/lib/json.ts'

/** A key of an object, or the index of an element. */
export type PathStep = string | number

const step = /\.?([^.[\]"\s]+)|\[(\d{1,15})\]|\[("(?:[^"\\]|\\.)*")\]/y

/** Reads `customer.id`, `items[0].sku` or `a["x.y"]`. Undefined = that is not a path. */
export function parsePath(text: string): PathStep[] | undefined {
  const steps: PathStep[] = []
  let at = 0
  while (at < text.length) {
    step.lastIndex = at
    const found = step.exec(text)
    if (!found) return undefined
    const [whole, name, index, quoted] = found
    // A dot stands between names, never before the first, and never lacks.
    if (name !== undefined && whole.startsWith('.') === (at === 0)) return undefined
    const key = name ?? (quoted === undefined ? Number(index) : unquote(quoted))
    if (key === undefined) return undefined
    steps.push(key)
    at += whole.length
  }
  return steps.length > 0 ? steps : undefined
}

function unquote(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string
  } catch {
    return undefined
  }
}

/** A path as text that `parsePath` reads again. */
export function formatPath(path: PathStep[]): string {
  const piece = (step: PathStep, i: number) => {
    if (typeof step === 'number') return `[${step}]`
    if (!/^[^.[\]"\s]+$/.test(step)) return `[${JSON.stringify(step)}]`
    return i === 0 ? step : `.${step}`
  }
  return path.map(piece).join('')
}

/** What a document (read by `parseJson`, so integers are exact) holds at a path; undefined where there is nothing. */
export function valueAt(value: Json, path: PathStep[]): Json | undefined {
  let here: Json | undefined = value
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined
    if (Array.isArray(here)) here = typeof step === 'number' ? here[step] : undefined
    else here = typeof step === 'string' && Object.hasOwn(here, step) ? here[step] : undefined
  }
  return here
}
