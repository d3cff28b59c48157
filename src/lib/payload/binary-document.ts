import { BinaryFault } from './byte-reader.ts'
import type { Item } from './items.ts'
import { TreeBuilder, type Kind, type Tree } from './tree.ts'

export type ItemReader = { next: () => Item; at: number; length: number }

/** The document as text in CBOR's diagnostic notation, which is JSON where JSON can say it, and its tree. */
export type Document = {
  text: string
  tree: Tree
  /** Bytes that follow the value. */
  rest: number
}

type Frame = { kind: 'object' | 'array' | 'tag'; left: number; wantsKey: boolean }

/** A container as a key is written on one line; deeper than this it is refused. */
const MAX_KEY_NESTING = 8

/** Reads one value and all that is in it. Not recursive but for containers that are keys. Throws BinaryFault. */
export function readDocument(reader: ItemReader, limit?: number): Document {
  const writer = new Writer(limit)
  const cut = readValue(reader, writer, 0)
  return { text: writer.text(), tree: writer.finish(cut), rest: reader.length - reader.at }
}

function readValue(reader: ItemReader, writer: Writer, nesting: number): boolean {
  const stack: Frame[] = []
  do {
    if (writer.full) return true
    const top = stack.at(-1)
    const item = reader.next()
    if ('end' in item) {
      if (top?.left !== Infinity || (top.kind === 'object' && !top.wantsKey))
        throw new BinaryFault(`there is an unexpected break at byte ${reader.at - 1}`)
      writer.close(top.kind)
      stack.pop()
    } else if (top?.wantsKey) {
      writer.key('open' in item ? containerKey(reader, item, nesting) : item.text)
      top.wantsKey = false
      continue
    } else if ('open' in item) {
      const left = item.open === 'tag' ? 1 : (item.size ?? Infinity)
      if (left !== Infinity && left > reader.length - reader.at)
        throw new BinaryFault(`${left} items are announced at byte ${reader.at}, but the data ends before them`)
      writer.open(item)
      stack.push({ kind: item.open, left, wantsKey: item.open === 'object' })
      if (left > 0) continue
      writer.close(item.open)
      stack.pop()
    } else writer.scalar(item.kind, item.text)
    valueEnded(stack, writer)
  } while (stack.length > 0)
  return false
}

/** Counts a value in its container, and ends the containers that are full with it. */
function valueEnded(stack: Frame[], writer: Writer): void {
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    top.left--
    top.wantsKey = top.kind === 'object'
    if (top.left > 0) return
    writer.close(top.kind)
    stack.pop()
  }
}

function containerKey(reader: ItemReader, first: Item, nesting: number): string {
  if (nesting >= MAX_KEY_NESTING) throw new BinaryFault('keys are nested too deep')
  const inner = new Writer(10_000)
  const queue = [first]
  const replay: ItemReader = {
    next: () => queue.pop() ?? reader.next(),
    get at() {
      return reader.at
    },
    length: reader.length,
  }
  if (readValue(replay, inner, nesting + 1)) throw new BinaryFault('a key holds too many values')
  return inner.text()
}

/** Writes the text and notes where each value of it is. */
class Writer {
  private readonly pieces: string[] = []
  private length = 0
  private readonly tree: TreeBuilder

  constructor(limit?: number) {
    this.tree = new TreeBuilder(limit)
  }

  get full(): boolean {
    return this.tree.full
  }

  key(text: string): void {
    this.comma()
    this.tree.named(this.length, this.length + text.length)
    this.put(`${text}:`)
  }

  scalar(kind: Kind, text: string): void {
    if (!this.tree.isIn('object')) this.comma()
    this.tree.scalar(kind, this.length, this.length + text.length)
    this.put(text)
  }

  open(item: Exclude<Item, { kind: Kind } | { end: true }>): void {
    if (!this.tree.isIn('object')) this.comma()
    this.tree.open(item.open, this.length)
    this.put(item.open === 'tag' ? `${item.text}(` : item.open === 'object' ? '{' : '[')
  }

  close(kind: Frame['kind']): void {
    this.put(kind === 'tag' ? ')' : kind === 'object' ? '}' : ']')
    this.tree.close(this.length)
  }

  text(): string {
    return this.pieces.join('')
  }

  finish(cut: boolean): Tree {
    return this.tree.finish(this.length, cut)
  }

  private comma(): void {
    if (this.tree.depth > 0 && this.tree.size > 0) this.put(',')
  }

  private put(piece: string): void {
    this.pieces.push(piece)
    this.length += piece.length
  }
}
