import { within } from '~/lib/within.ts'
import { AppError } from './errors.ts'
import { newHash, type Sha256 } from './obj-hash.ts'
import { hashHere, type OpenHash, type PieceHash } from './piece-hash.ts'

/** For less than this it is not worth the while to begin a thread. */
const WORTH_BYTES = 8 * 1024 * 1024
/** So many bytes of one hash wait for the thread at most, and twice the size of a piece. */
const MOST_BYTES = 4 * 1024 * 1024
/** Its script has come by then, or is not waited for. */
const READY_MS = 5000

/** Without a piece: that hash is wanted no more. */
type Asked = { id: number; piece?: Uint8Array }
/** A digest after every piece, in order; `cannot` instead of `isReady` where the thread can hash nothing. */
type Answered = { isReady: true } | { cannot: string } | { id: number; digest: Uint8Array }

/** One end of the way between the threads: a Worker, the inside of one, or a MessagePort. */
export type HashPort = {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
  addEventListener(type: 'error' | 'messageerror', listener: () => void): void
}

/** The side of the thread: works out the hashes of all who ask, each piece as it comes. */
export async function serveHashes(port: HashPort): Promise<void> {
  const hashes = new Map<number, Sha256>()
  const answer = (answered: Answered) => port.postMessage(answered, [])
  let first: Sha256
  try {
    first = await newHash()
  } catch (e) {
    return answer({ cannot: e instanceof Error ? e.message : String(e) })
  }
  port.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
    const { id, piece } = data
    if (!piece) return void hashes.delete(id)
    const hash = hashes.get(id) ?? first.another()
    hashes.set(id, hash)
    hash.add(piece)
    answer({ id, digest: hash.digest() })
  })
  answer({ isReady: true })
}

/** Hashes that are worked out in another thread, while this one sends. */
class HashThread {
  private readonly port: HashPort
  private readonly open = new Map<number, FarHash>()
  private last = 0
  private error: AppError | undefined
  private readonly begun: Promise<void>

  constructor(port: HashPort) {
    this.port = port
    this.begun = new Promise((resolve) => {
      const fail = (why: string) => {
        this.error ??= new AppError('invalid', 'The digest could not be worked out', { details: why, next: 'Try it again' })
        resolve()
        for (const hash of this.open.values()) hash.fail(this.error)
      }
      port.addEventListener('error', () => fail('it could not be loaded, or failed'))
      port.addEventListener('messageerror', () => fail('what it said could not be read'))
      port.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
        if ('isReady' in data) resolve()
        else if ('cannot' in data) fail(data.cannot)
        else this.open.get(data.id)?.worked(data.digest)
      })
    })
  }

  /** False when it cannot be had, or has ended. */
  async isReady(): Promise<boolean> {
    await this.begun
    return this.error === undefined
  }

  async hash(): Promise<PieceHash> {
    const empty = (await newHash()).digest()
    const id = ++this.last
    const hash = new FarHash(
      empty,
      (piece) => this.port.postMessage({ id, piece } satisfies Asked, [piece.buffer]),
      () => {
        this.open.delete(id)
        this.port.postMessage({ id } satisfies Asked, [])
      },
    )
    this.open.set(id, hash)
    if (this.error) hash.fail(this.error)
    return hash
  }
}

class FarHash implements PieceHash {
  private readonly send: (piece: Uint8Array<ArrayBuffer>) => void
  readonly close: () => void
  /** Lengths of the pieces that the thread has not answered to. */
  private readonly underWay: number[] = []
  private waiting = 0
  private pieces = 0
  private latest: Uint8Array
  private error: AppError | undefined
  private readonly wakes = new Set<() => void>()

  constructor(empty: Uint8Array, send: (piece: Uint8Array<ArrayBuffer>) => void, close: () => void) {
    this.latest = empty
    this.send = send
    this.close = close
  }

  add(piece: Uint8Array): Promise<void> | undefined {
    if (this.error) return Promise.reject(this.error)
    this.send(new Uint8Array(piece)) // a copy, which is given away: the piece may be a view of something larger
    this.underWay.push(piece.length)
    this.waiting += piece.length
    const most = Math.max(MOST_BYTES, 2 * piece.length)
    return this.waiting <= most ? undefined : this.until(() => this.waiting <= most / 2)
  }

  soFar(): { pieces: number; digest: Uint8Array } {
    return { pieces: this.pieces, digest: this.latest }
  }

  async digest(): Promise<Uint8Array> {
    await this.until(() => this.underWay.length === 0)
    return this.latest
  }

  worked(digest: Uint8Array): void {
    this.waiting -= this.underWay.shift() ?? 0
    this.pieces++
    this.latest = digest
    for (const wake of this.wakes) wake()
  }

  fail(error: AppError): void {
    this.error = error
    for (const wake of this.wakes) wake()
  }

  private until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!this.error && !isSo()) return
        this.wakes.delete(look)
        if (this.error) reject(this.error)
        else resolve()
      }
      this.wakes.add(look)
      look()
    })
  }
}

/** Large hashes in a thread that is begun for the first of them; all others, and all where there is no such thread to be had, here. */
export function hashBeside(begin: () => HashPort): OpenHash {
  let thread: HashThread | undefined
  return async (bytes) => {
    if (bytes < WORTH_BYTES) return hashHere(bytes)
    try {
      thread ??= new HashThread(begin())
    } catch {
      return hashHere(bytes)
    }
    // Without one it is slower, and no less right.
    return (await within(thread.isReady(), READY_MS)) ? thread.hash() : hashHere(bytes)
  }
}
