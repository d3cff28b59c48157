import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { hashBeside, serveHashes, type HashPort } from './hash-thread.ts'
import type { PieceHash } from './piece-hash.ts'

const MIB = 1024 * 1024
const LARGE = 64 * MIB
const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) & 255)
const hex = (digest: Uint8Array) => Buffer.from(digest).toString('hex')
const sha256 = (...pieces: Uint8Array[]) => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('hex')
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** The two ends of a thread that is none: what is said from one to the other is copied and comes later, as between threads. */
function ends(): { near: HashPort; far: HashPort; nearTarget: EventTarget } {
  const { port1, port2 } = new MessageChannel()
  port1.start()
  port2.start()
  closers.push(() => port1.close())
  return { near: port1, far: port2, nearTarget: port1 }
}

test('two hashes in one thread do not mix, and each tells how far it is', async () => {
  const { near, far } = ends()
  void serveHashes(far)
  const open = hashBeside(() => near)
  const [a, b] = [await open(LARGE), await open(LARGE)]
  expect(a.soFar()).toEqual({ pieces: 0, digest: Uint8Array.from(Buffer.from(sha256(), 'hex')) })
  const whole = bytes(1000, 7)
  // A piece that is a view of something larger is hashed alone, and stays with who gave it.
  const piece = whole.subarray(100, 200)
  for (let i = 0; i < 3; i++) {
    void a.add(piece)
    void b.add(bytes(50 + i, 3))
  }
  expect(hex(await a.digest())).toBe(sha256(piece, piece, piece))
  expect(a.soFar().pieces).toBe(3)
  expect(whole.length).toBe(1000)
  void a.add(piece)
  expect(hex(await a.digest())).toBe(sha256(piece, piece, piece, piece))
  expect(hex(await b.digest())).toBe(sha256(bytes(50, 3), bytes(51, 3), bytes(52, 3)))
  a.close()
  b.close()
})

test('who feeds faster than it is hashed is held up at four megabytes', async () => {
  const { near, far } = ends()
  const open = hashBeside(() => near)
  const opened = open(LARGE)
  void serveHashes(far)
  const hash = await opened
  let waits: Promise<void> | undefined
  let fed = 0
  while (!waits && fed < 32) {
    waits = hash.add(bytes(MIB, 5))
    fed++
  }
  expect(fed).toBe(5)
  await waits
  expect(hash.soFar().pieces).toBeGreaterThanOrEqual(3)
  expect(hex(await hash.digest())).toBe(sha256(...Array.from({ length: 5 }, () => bytes(MIB, 5))))
})

test('small ones need no thread, and large ones do without where it cannot be had', async () => {
  const begun: HashPort[] = []
  const hashOf = async (hash: PieceHash) => {
    void hash.add(bytes(10, 3))
    return hex(await hash.digest())
  }
  const { near, nearTarget } = ends()
  const open = hashBeside(() => {
    begun.push(near)
    return near
  })
  expect(await hashOf(await open(1000))).toBe(sha256(bytes(10, 3)))
  expect(begun).toEqual([])
  const opened = open(LARGE)
  nearTarget.dispatchEvent(new Event('error'))
  expect(await hashOf(await opened)).toBe(sha256(bytes(10, 3)))
  expect(await hashOf(await open(LARGE))).toBe(sha256(bytes(10, 3)))
  expect(begun.length).toBe(1)
  const never = hashBeside(() => {
    throw new Error('no workers here')
  })
  expect(await hashOf(await never(LARGE))).toBe(sha256(bytes(10, 3)))
})

test('a thread that ends fails what waits for it, and what comes after', async () => {
  const { near, far, nearTarget } = ends()
  const open = hashBeside(() => near)
  const opened = open(LARGE)
  far.postMessage({ isReady: true }, [])
  const hash = await opened
  void hash.add(bytes(10, 3))
  const digest = hash.digest()
  nearTarget.dispatchEvent(new Event('error'))
  await expect(digest).rejects.toMatchObject({ kind: 'invalid', message: 'The digest could not be worked out' })
  await expect(hash.add(bytes(10, 3))).rejects.toMatchObject({ kind: 'invalid' })
  expect(hash.soFar().pieces).toBe(0)
  // The next file is hashed here.
  const next = await open(LARGE)
  void next.add(bytes(10, 3))
  expect(hex(await next.digest())).toBe(sha256(bytes(10, 3)))
})
