import { expose, transfer } from 'comlink'
import { mergeValues, type Merge } from '~/lib/kv/merge-sides.ts'
import { comparePayloads, type Comparison } from '~/lib/payload/compare.ts'
import { toBase64, toHex } from '~/lib/payload/encode.ts'
import { findText, type Found } from '~/lib/payload/find.ts'
import { openPayload, type Opened, type OpenOptions } from '~/lib/payload/open.ts'
import { buffersOf } from '~/lib/payload/tree.ts'
import type { PayloadView } from '~/lib/payload/views.ts'

let payload = new Uint8Array()
let text = ''

/** Unpacks, reads and searches payloads off the main thread. It keeps what was opened last. */
const worker = {
  /** Without data: the same as before, in another way. */
  async open(data: Uint8Array | undefined, options: OpenOptions): Promise<Opened> {
    payload = (data as typeof payload | undefined) ?? payload // never shared memory
    const opened = await openPayload(payload, options)
    text = opened.text
    const { tree, rows, unpacked } = opened
    const buffers = [...(tree ? buffersOf(tree) : []), ...(rows ? [rows.buffer] : []), ...(unpacked ? [unpacked.buffer] : [])]
    return transfer(opened, buffers as ArrayBuffer[]) // none is shared
  },
  find(query: string): Found {
    return findText(text, query)
  },
  compare(a: Uint8Array, b: Uint8Array, view?: PayloadView): Promise<Comparison> {
    return comparePayloads(a, b, view)
  },
  /** In an object, or the types of Comlink would take the two results apart. */
  merge(base: Uint8Array, theirs: Uint8Array, yours: Uint8Array): { result: Merge | { problem: string } } {
    return { result: mergeValues(base, theirs, yours) }
  },
  encode(data: Uint8Array, as: 'base64' | 'hex'): string {
    return as === 'hex' ? toHex(data) : toBase64(data)
  },
}

export type PayloadWorker = typeof worker

expose(worker)
