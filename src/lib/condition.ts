import { parseJson, stringifyJson, type Json } from './json.ts'
import { parsePath, valueAt } from './payload/json-path.ts'

const operators = ['==', '!=', '>=', '<=', '=', '>', '<', '~'] as const
type Operator = (typeof operators)[number]

/** Tests one payload: false, what was found, or that there is no JSON to test. */
export type Condition = { label: string; test: (data: Uint8Array) => false | { value: string } | 'not-json' }

/**
 * A JSON path with a comparison: `total > 100`, `customer.id == 42`, `status != "ok"`, `items[0].sku ~ abc` (contains), or a path
 * alone, which asks whether it is there. Integers are compared exactly. What follows the operator is JSON, or else a text.
 */
export function compileCondition(text: string): Condition | { problem: string } {
  const { pathText, operator, literal } = split(text)
  const path = parsePath(pathText)
  // An operator that is none (a single !) must not become part of a name and then match nothing.
  if (!path || /[!<>=~]/.test(pathText.replace(/"(?:[^"\\]|\\.)*"/g, '')))
    return { problem: `Not a JSON path: ${pathText || text.trim()}. Try customer.id == 42` }
  if (operator !== undefined && literal === '') return { problem: `${operator} needs something to compare with` }
  const wanted = operator === undefined ? undefined : valueOf(literal)
  return {
    label: pathText,
    test: (data) => {
      let body: Json
      try {
        body = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(data))
      } catch {
        return 'not-json'
      }
      const found = valueAt(body, path)
      if (found === undefined) return false
      const holds = operator === undefined || compare(found, operator, wanted as Json)
      return holds && { value: stringifyJson(found) }
    },
  }
}

/** Splits at the first operator outside quotes and brackets. */
function split(text: string): { pathText: string; operator?: Operator; literal: string } {
  let quoted = false
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '"' && text[i - 1] !== '\\') quoted = !quoted
    if (!quoted && c === '[') depth++
    if (!quoted && c === ']') depth--
    const operator = quoted || depth > 0 ? undefined : operators.find((o) => text.startsWith(o, i))
    if (operator) return { pathText: text.slice(0, i).trim(), operator, literal: text.slice(i + operator.length).trim() }
  }
  return { pathText: text.trim(), literal: '' }
}

function valueOf(literal: string): Json {
  try {
    return parseJson(literal)
  } catch {
    return literal
  }
}

function compare(found: Json, operator: Operator, wanted: Json): boolean {
  if (operator === '~') return textOf(found).includes(textOf(wanted))
  if (operator === '=' || operator === '==') return isSame(found, wanted)
  if (operator === '!=') return !isSame(found, wanted)
  const numeric = isNumber(found) && isNumber(wanted)
  if (!numeric && (typeof found !== 'string' || typeof wanted !== 'string')) return false
  const [a, b] = [found, wanted] as [number, number] // or two bigints, or two texts: JavaScript orders all of these
  return operator === '>' ? a > b : operator === '<' ? a < b : operator === '>=' ? a >= b : a <= b
}

function isSame(a: Json, b: Json): boolean {
  // oxlint-disable-next-line eqeqeq -- a bigint and a number of the same value are one: 2^53 written as 9007199254740992.0, say
  if (isNumber(a) && isNumber(b)) return a == b
  return stringifyJson(a) === stringifyJson(b)
}

const isNumber = (v: Json) => typeof v === 'number' || typeof v === 'bigint'
const textOf = (v: Json) => (typeof v === 'string' ? v : stringifyJson(v))
