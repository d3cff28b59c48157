import { TreeBuilder, type Tree } from './tree.ts'
import { visible } from './text.ts'

/** Says what is wrong with a JSON text, and where. */
export class JsonFault extends Error {
  override name = 'JsonFault'
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const literal = /true|false|null/y
const space = /[ \t\n\r]*/y
const [QUOTE, BACKSLASH] = [34, 92]

/**
 * Reads a JSON text (RFC 8259) into a tree, in one pass and without recursion. Repeated keys, their order and all literals stay.
 * Throws JsonFault. A text with more values than a tree may hold is read up to there.
 */
export function readJson(text: string, limit?: number): Tree {
  const tree = new TreeBuilder(limit)
  let at = skip(text, 0)
  for (;;) {
    if (tree.full) return tree.finish(text.length, true)
    const opened = text[at] === '{' || text[at] === '['
    if (opened) {
      tree.open(text[at] === '{' ? 'object' : 'array', at)
      at = skip(text, at + 1)
    } else {
      at = skip(text, readScalar(text, at, tree))
    }
    at = closeAll(text, at, tree, opened)
    if (tree.depth === 0) break
    const first = tree.size === 0
    if (!first) {
      if (text[at] !== ',') throw fault(text, at, tree.isIn('object') ? 'a comma or "}"' : 'a comma or "]"')
      at = skip(text, at + 1)
    }
    if (tree.isIn('object')) at = readKey(text, at, tree)
  }
  if (at < text.length) throw fault(text, at, 'nothing more')
  return tree.finish(text.length)
}

/** Closes all containers that end here. One that was just opened may be empty. */
function closeAll(text: string, from: number, tree: TreeBuilder, opened: boolean): number {
  let at = from
  let mayClose = opened || tree.depth > 0
  while (mayClose && tree.depth > 0 && text[at] === (tree.isIn('object') ? '}' : ']')) {
    tree.close(at + 1)
    at = skip(text, at + 1)
    mayClose = true
  }
  return at
}

function readKey(text: string, at: number, tree: TreeBuilder): number {
  if (text.charCodeAt(at) !== QUOTE) throw fault(text, at, 'a key in double quotes')
  const end = endOfString(text, at)
  tree.named(at, end)
  const colon = skip(text, end)
  if (text[colon] !== ':') throw fault(text, colon, 'a colon')
  return skip(text, colon + 1)
}

function readScalar(text: string, at: number, tree: TreeBuilder): number {
  const isString = text.charCodeAt(at) === QUOTE
  const end = isString ? endOfString(text, at) : match(number, text, at) || match(literal, text, at)
  if (end === 0) throw fault(text, at, 'a value')
  tree.scalar(isString ? 'string' : /[-\d]/.test(text[at] ?? '') ? 'number' : 'literal', at, end)
  return end
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at + 1
    if (code < 0x20) throw fault(text, at, 'a control character to be escaped')
    if (code === BACKSLASH) {
      if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.substr(at + 1, 5))) throw fault(text, at + 1, 'a valid escape')
      at++
    }
  }
  throw fault(text, text.length, 'the end of a string')
}

/** Where the match at this place ends; 0 without one. */
function match(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : 0
}

function skip(text: string, at: number): number {
  space.lastIndex = at
  return space.test(text) ? space.lastIndex : at
}

function fault(text: string, at: number, expected: string): JsonFault {
  const found =
    at >= text.length ? 'the text ends' : `there is ${visible(JSON.stringify(String.fromCodePoint(text.codePointAt(at) ?? 0)))}`
  return new JsonFault(`${found} at character ${(at + 1).toLocaleString('en-GB')} where ${expected} should be`)
}
