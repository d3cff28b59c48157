import { createBLAKE3, type IHasher } from 'hash-wasm'

const encoder = new TextEncoder()
/** Bits: two different messages with one fingerprint do not happen. */
const BITS = 128

/** What a message is told from others by: its subject, its headers and its payload, byte for byte. */
export type Fingerprint = Uint8Array

/** Works out fingerprints. Throws where the page may run no WebAssembly. */
export async function fingerprinter(): Promise<(subject: string, headers: Uint8Array, data: Uint8Array) => Fingerprint> {
  const hash: IHasher = await createBLAKE3(BITS)
  const lengths = new DataView(new ArrayBuffer(8))
  const prefix = new Uint8Array(lengths.buffer)
  return (subject, headers, data) => {
    const name = encoder.encode(subject)
    // The lengths keep one part from running into the next.
    lengths.setUint32(0, name.length)
    lengths.setUint32(4, headers.length)
    hash.init().update(prefix).update(name)
    if (headers.length > 0) hash.update(headers)
    if (data.length > 0) hash.update(data)
    return hash.digest('binary')
  }
}

const WORDS = 4
const FIRST_SLOTS = 1024

/**
 * Counts for fingerprints: how often each is in a file, how often it is in a stream already, and how many of those have been set
 * against messages of the file. About 60 to 120 bytes for each, in typed arrays.
 */
export class Fingerprints {
  /** Different ones. */
  size = 0
  private slots = FIRST_SLOTS
  private keys = new Uint32Array(FIRST_SLOTS * WORDS)
  private used = new Uint8Array(FIRST_SLOTS)
  private wanted = new Uint32Array(FIRST_SLOTS)
  private there = new Uint32Array(FIRST_SLOTS)
  private taken = new Uint32Array(FIRST_SLOTS)

  /** One of the file. */
  add(f: Fingerprint): void {
    if (this.size * 2 >= this.slots) this.grow()
    const at = this.find(f)
    this.wanted[at]!++
    if (this.used[at]) return
    this.used[at] = 1
    this.keys.set(wordsOf(f), at * WORDS)
    this.size++
  }

  /** One that the stream has; those that are not in the file do not count. */
  met(f: Fingerprint): void {
    const at = this.find(f)
    if (this.used[at]) this.there[at]!++
  }

  /** How many messages of the file the stream has. */
  get matched(): number {
    return this.wanted.reduce((sum, n, at) => sum + Math.min(n, this.there[at]!), 0)
  }

  /** Whether the stream has one that no message of the file has been set against yet; this one is, then. */
  take(f: Fingerprint): boolean {
    const at = this.find(f)
    if (!this.used[at] || this.taken[at]! >= this.there[at]!) return false
    this.taken[at]!++
    return true
  }

  /** What the stream has is looked at anew. */
  forgetMet(): void {
    this.there.fill(0)
  }

  /** The file is gone through anew. */
  restart(): void {
    this.taken.fill(0)
  }

  private find(f: Fingerprint): number {
    const [a, b, c, d] = wordsOf(f)
    let at = a & (this.slots - 1)
    while (this.used[at]) {
      const k = at * WORDS
      if (this.keys[k] === a && this.keys[k + 1] === b && this.keys[k + 2] === c && this.keys[k + 3] === d) return at
      at = (at + 1) & (this.slots - 1)
    }
    return at
  }

  private grow(): void {
    const { keys, used, wanted, there, taken, slots } = this
    this.slots = slots * 2
    this.keys = new Uint32Array(this.slots * WORDS)
    this.used = new Uint8Array(this.slots)
    this.wanted = new Uint32Array(this.slots)
    this.there = new Uint32Array(this.slots)
    this.taken = new Uint32Array(this.slots)
    for (let i = 0; i < slots; i++) {
      if (!used[i]) continue
      let at = keys[i * WORDS]! & (this.slots - 1)
      while (this.used[at]) at = (at + 1) & (this.slots - 1)
      this.used[at] = 1
      this.keys.set(keys.subarray(i * WORDS, (i + 1) * WORDS), at * WORDS)
      this.wanted[at] = wanted[i]!
      this.there[at] = there[i]!
      this.taken[at] = taken[i]!
    }
  }
}

function wordsOf(f: Fingerprint): [number, number, number, number] {
  const v = new DataView(f.buffer, f.byteOffset, f.byteLength)
  return [v.getUint32(0), v.getUint32(4), v.getUint32(8), v.getUint32(12)]
}
