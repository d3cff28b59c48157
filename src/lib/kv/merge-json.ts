import { formatJson } from './editable.ts'
import type { Chunk } from './merge.ts'

/** Whether valid JSON has its members one to a line, in the way of formatJson; its indents may be others. */
export function isLined(json: string): boolean {
  return unindented(formatJson(json)) === unindented(json.trimEnd())
}

const unindented = (text: string) => text.replaceAll(/^[ \t]+/gm, '')

/** A line of such JSON without its comma, which only says whether another member follows. */
export const withoutComma = (line: string) => (line.endsWith(',') ? line.slice(0, -1) : line)

/** Such lines with commas where members follow each other, and with none elsewhere. Nothing else is touched. */
export function withCommas(lines: string[]): string[] {
  return lines.map((line, i) => {
    const next = lines[i + 1]?.trimStart()
    const isLast = !next || /^[}\]]/.test(next)
    const bare = withoutComma(line)
    return isLast || /[{[]$/.test(bare) || bare.trim() === '' ? bare : `${bare},`
  })
}

/** Whether both sides of a conflict only add members to an object, each under names of its own: then both are wanted. */
export function isAdditions({ base, theirs, yours }: Chunk): boolean {
  if (base.length > 0) return false
  const names = namesOf(theirs)
  return names.length > 0 && namesOf(yours).length > 0 && namesOf(yours).every((name) => !names.includes(name))
}

/** The names of members that are whole; none where it is anything else. */
function namesOf(lines: string[]): string[] {
  try {
    return Object.keys(JSON.parse(`{${withCommas(lines).join('\n')}}`) as object)
  } catch {
    return []
  }
}

/** The first name that one object of valid JSON has twice; readers take one of the two values without a word. */
export function repeatedName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  for (const [token, name] of json.matchAll(/("(?:\\.|[^"\\])*")\s*:|"(?:\\.|[^"\\])*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (name !== undefined) {
      const read = JSON.parse(name) as string
      const names = open.at(-1)
      if (names?.has(read)) return read
      names?.add(read)
    }
  }
  return undefined
}
