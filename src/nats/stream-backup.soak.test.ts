import { createCipheriv, createHash } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cleanUpAtEnd, official, onEnd, ours, server } from '../../scripts/testing/harness.ts'
import type { Official } from '../../scripts/testing/official.ts'
import { rawRestore } from '../../scripts/testing/snapshots.ts'
import { readBackup } from '../lib/backup/read-backup.ts'
import { BackupWriter } from '../lib/backup/write-backup.ts'
import { restoreStream } from './stream-restore.ts'
import { takeSnapshot } from './stream-snapshot.ts'

cleanUpAtEnd()

/** `SOAK_MIB=100` for a quick look. */
const MIB = 1024 * 1024
const SIZE = Number(process.env.SOAK_MIB ?? 1024) * MIB
const MESSAGE = 64 * 1024
/** Node frees what is done with late. */
const MOST = 160 * MIB

const zeros = Buffer.alloc(MESSAGE)
/** Bytes that do not compress: each message is another. */
const payload = (i: number) =>
  createCipheriv('aes-128-ctr', zeros.subarray(0, 16), Buffer.from(`message ${i}`.padEnd(16))).update(zeros)

/** What the stream holds, by the official client: the sequence, subject, time and bytes of every message. */
async function digestOf({ nc, js }: Pick<Official, 'nc' | 'js'>, stream: string, count: number): Promise<string> {
  const hash = createHash('sha256')
  const consumer = await js.consumers.get(stream)
  let seen = 0
  const messages = await consumer.consume({ max_messages: 200 })
  for await (const m of messages) {
    hash.update(`${m.seq} ${m.subject} ${m.info.timestampNanos} ${m.headers?.get('n') ?? ''} ${m.data.length}\n`)
    hash.update(m.data)
    if (++seen === count) break
  }
  expect(seen).toBe(count)
  await nc.flush()
  return hash.digest('hex')
}

test(
  'a gigabyte is backed up and restored in bounded memory, and every message is the same',
  { timeout: 1_800_000 },
  async () => {
    const s = await server()
    const [conn, them] = [await ours(s), await official(s)]
    const { nc, js, jsm } = them
    await jsm.streams.add({ name: 'A', subjects: ['a.>'], allow_direct: true })
    const N = SIZE / MESSAGE
    for (let i = 1; i <= N; i += 20) {
      await Promise.all(Array.from({ length: Math.min(20, N - i + 1) }, (_, n) => js.publish(`a.${(i + n) % 9}`, payload(i + n))))
    }
    for (let seq = 7; seq < N; seq += 101) await jsm.streams.deleteMessage('A', seq, false)
    const { state, config } = await jsm.streams.info('A')
    const before = await digestOf(them, 'A', state.messages)

    const dir = await mkdtemp(join(tmpdir(), 'windsock-soak-'))
    onEnd(() => rm(dir, { recursive: true }))
    const path = join(dir, 'A.zip')
    let most = 0
    const base = process.memoryUsage().arrayBuffers
    const measure = setInterval(() => (most = Math.max(most, process.memoryUsage().arrayBuffers - base)), 50)
    const out = await open(path, 'w')
    const writer = new BackupWriter(async (data) => void (await out.write(data)))
    const sink = {
      begin: (meta: Parameters<BackupWriter['begin']>[0]) => writer.begin(meta, SIZE * 2),
      write: (data: Uint8Array<ArrayBuffer>) => writer.write(data),
    }
    const started = performance.now()
    const snapshot = await takeSnapshot(conn, 'A', sink, { signal: new AbortController().signal })
    await writer.end()
    await out.close()
    const tookBackup = performance.now() - started
    expect(snapshot.received).toBeGreaterThan(SIZE * 0.9)
    expect(most).toBeLessThan(MOST)
    await jsm.streams.delete('A')

    const backup = await readBackup([new File([await openAsBlob(path)], 'A.zip')])
    const again = performance.now()
    const restored = await restoreStream(conn, backup, { name: 'A', subjects: ['a.>'] }, new AbortController().signal)
    const tookRestore = performance.now() - again
    expect(restored).toMatchObject({ messages: state.messages, missing: 0, digest: snapshot.digest })
    expect(most).toBeLessThan(MOST)
    clearInterval(measure)
    expect((await jsm.streams.info('A')).config).toEqual(config)
    expect(await digestOf(them, 'A', state.messages)).toBe(before)

    // The same file by the server's own API.
    await jsm.streams.delete('A')
    await rawRestore(nc, backup, backup.archive.open())
    expect(await digestOf(them, 'A', state.messages)).toBe(before)
    const speed = (ms: number) => `${(snapshot.received / MIB / (ms / 1000)).toFixed(0)} MiB/s`
    console.error(
      `archive ${(snapshot.received / MIB).toFixed(0)} MiB; backup ${speed(tookBackup)}, restore ${speed(tookRestore)}; most memory ${(most / MIB).toFixed(0)} MiB`,
    )
  },
)
