import { bytes } from '~/lib/format.ts'
import type { Document } from './binary-document.ts'
import { readCbor } from './cbor.ts'
import { toBase64 } from './encode.ts'
import { inspect, notText, type Inspected } from './inspect.ts'
import { readMsgpack } from './msgpack.ts'
import { pretty } from './pretty.ts'
import { readJson } from './read-json.ts'
import { isLong, wrapRows } from './rows.ts'
import { MAX_NODES, type Tree } from './tree.ts'
import { unpack, unpackNote, type Layer } from './unpack.ts'
import { viewOf, type PayloadKind, type PayloadView } from './views.ts'

export type OpenOptions = {
  /** Absent: by what the payload is. */
  view: PayloadView | undefined
  /** As stored: gzip and zstd are not unpacked. */
  stored: boolean
  /** Where rows of long texts are broken. */
  columns: number
}

/** A payload made ready to be drawn. */
export type Opened = {
  kind: PayloadKind
  /** What it is shown as; another than was asked for when it is not that. */
  view: PayloadView
  /** Sentences that the reader has to know. */
  notes: string[]
  layers: Layer[]
  /** The unpacked bytes; absent when they are the stored ones. */
  unpacked: Uint8Array | undefined
  /** What a tree or rows point into, or what the editor shows. */
  text: string
  tree: Tree | undefined
  rows: Int32Array | undefined
  mime: string | undefined
}

type Shown = { view: PayloadView; text?: string; tree?: Tree; notes?: (string | undefined)[] }

/** Unpacks a payload, tells what it is, and prepares the view that is asked for, or the nearest that is possible. */
export async function openPayload(stored: Uint8Array, { view, stored: asStored, columns }: OpenOptions): Promise<Opened> {
  const { data, layers } = asStored ? { data: stored, layers: [] } : await unpack(stored)
  const found = inspect(data)
  // Data that could not be unpacked is no text, which goes without saying.
  const isPacked = layers.at(-1)?.to === 0
  const shown = show(view ?? viewOf(found.kind), data, found, view === undefined && !isPacked)
  const text = shown.text ?? ''
  const isTree = shown.tree !== undefined
  const long = !isTree && (shown.view === 'base64' || isLong(text))
  return {
    kind: found.kind,
    view: shown.view,
    notes: [unpackNote(layers), ...(shown.notes ?? [])].filter((n) => n !== undefined),
    layers,
    unpacked: data === stored ? undefined : data,
    text,
    tree: shown.tree,
    rows: long ? wrapRows(text, columns) : undefined,
    mime: found.mime,
  }
}

function show(view: PayloadView, data: Uint8Array, found: Inspected, isOwnChoice: boolean): Shown {
  switch (view) {
    case 'json':
      return asJson(data, found, (d) => treeOf('json', d))
    case 'pretty':
      return found.document ? prettyOf(found.document) : asJson(data, found, prettyOf)
    case 'text':
      if (found.text === undefined) return { view: 'hex', notes: [notText(data)] }
      return { view, text: found.text, notes: isOwnChoice ? [found.note] : [] }
    case 'msgpack':
    case 'cbor':
      return asBinary(view, data)
    case 'image':
      return found.kind === 'image' ? { view } : { view: 'hex', notes: ['It is no picture of a kind that can be shown safely.'] }
    case 'base64':
      return { view, text: toBase64(data) }
    case 'hex':
      return { view, notes: isOwnChoice ? [found.note] : [] }
  }
}

function asJson(data: Uint8Array, found: Inspected, draw: (document: { text: string; tree: Tree }) => Shown): Shown {
  if (found.kind === 'json' && found.document) return draw(found.document)
  if (found.text === undefined) return { view: 'hex', notes: [`It is not JSON. ${notText(data)}`] }
  try {
    return draw({ text: found.text, tree: readJson(found.text) })
  } catch (e) {
    return { view: 'text', text: found.text, notes: [`It is not JSON: ${(e as Error).message}.`] }
  }
}

function asBinary(view: 'msgpack' | 'cbor', data: Uint8Array): Shown {
  try {
    const document: Document = view === 'msgpack' ? readMsgpack(data) : readCbor(data)
    const more = document.rest > 0 && !document.tree.cut
    const shown = treeOf(view, document)
    return {
      ...shown,
      notes: [...(shown.notes ?? []), more ? `${bytes(document.rest)} follow the value and are not in it.` : undefined],
    }
  } catch (e) {
    return { view: 'hex', notes: [`It is not ${view === 'cbor' ? 'CBOR' : 'MessagePack'}: ${(e as Error).message}.`] }
  }
}

function treeOf(view: PayloadView, { text, tree }: { text: string; tree: Tree }): Shown {
  return {
    view,
    text,
    tree,
    notes: [tree.cut ? `Only the first ${MAX_NODES.toLocaleString('en-GB')} values are shown.` : undefined],
  }
}

function prettyOf({ text, tree }: { text: string; tree: Tree }): Shown {
  const formatted = pretty(text, tree)
  return {
    view: 'pretty',
    text: formatted.text,
    notes: [formatted.cut ? 'It is too long to be formatted whole: the end is missing.' : undefined],
  }
}
