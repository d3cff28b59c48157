import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { configOf } from '../../scripts/nats/config.ts'
import { cleanUpAtEnd, official, ours, server, until } from '../../scripts/testing/harness.ts'
import { publishMany, reconnected } from '../../scripts/testing/official.ts'
import { rawMessages } from '../../scripts/testing/raw-messages.ts'
import { readZip } from '../../scripts/testing/read-zip.ts'
import { rawRestore, rawSnapshot } from '../../scripts/testing/snapshots.ts'
import { readBackup, type Backup } from '../lib/backup/read-backup.ts'
import { BackupWriter } from '../lib/backup/write-backup.ts'
import { openConnection, type Connection } from './connection.ts'
import { leftOf, takeAway, takeAwayAtLast, type RestoreRecord } from './restore-left.ts'
import { restoreStream } from './stream-restore.ts'
import { takeSnapshot } from './stream-snapshot.ts'

cleanUpAtEnd()

const never = new AbortController().signal

async function backedUp(conn: Connection, name: string) {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const writer = new BackupWriter(async (data) => void pieces.push(data.slice()))
  const sink = {
    begin: (meta: Parameters<BackupWriter['begin']>[0]) => writer.begin(meta, 0),
    write: (d: Uint8Array<ArrayBuffer>) => writer.write(d),
  }
  const snapshot = await takeSnapshot(conn, name, sink, { signal: never })
  await writer.end()
  return { snapshot, file: new File(pieces, `${name}.zip`) }
}

const filesOf = ({ config, state, archive }: Awaited<ReturnType<typeof rawSnapshot>>) => [
  new File([JSON.stringify({ config, state })], 'backup.json'),
  new File([new Uint8Array(archive)], 'stream.tar.s2'),
]

/** The backup, whose archive gives so many bytes and then nothing until it is let go. */
function stalledAt(backup: Backup, at: number) {
  let reached: (given: number) => void = () => {}
  /** With how many bytes that is. */
  const isReached = new Promise<number>((resolve) => (reached = resolve))
  const open = () => {
    const reader = backup.archive.open().getReader()
    let given = 0
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        if (given >= at) {
          reached(given)
          return new Promise(() => {})
        }
        const { value } = await reader.read()
        given += value!.length
        controller.enqueue(value!)
      },
    })
  }
  return { backup: { ...backup, archive: { ...backup.archive, open } }, isReached }
}

/** Bytes that do not compress, so that an archive is as large as what is in it. */
const noise = (i: number) => {
  const parts = Array.from({ length: 64 }, (_, n) => createHash('sha512').update(`${i}.${n}`).digest())
  return new Uint8Array(Buffer.concat(parts))
}

for (const version of ['current', 'oldest'] as const) {
  test(`${version}: a backup made here restores with the server's own API, and the other way round`, async () => {
    const s = await server({}, version)
    const [conn, them] = [await ours(s), await official(s)]
    const { nc, jsm } = them
    const config = { name: 'A', subjects: ['a.>'], allow_direct: true, max_msgs_per_subject: 600, description: 'kept' }
    await jsm.streams.add(config)
    await publishMany(them, 1000, (i) => `a.${i % 3}`, noise)
    conn.publishBlock(
      'a.odd',
      new TextEncoder().encode('NATS/1.0\r\nA:1\r\nb: 2\r\nA: 3\r\n\r\n'),
      new Uint8Array(),
      conn.newInbox(),
    )
    await conn.flush()
    for (const seq of [5, 6, 900]) await jsm.streams.deleteMessage('A', seq)
    await jsm.consumers.add('A', { durable_name: 'worker', ack_policy: 'explicit' })
    const [before, info] = [await rawMessages(nc, 'A', 1, 1001), await jsm.streams.info('A')]
    expect(before).toHaveLength(998)

    const { snapshot, file } = await backedUp(conn, 'A')
    const members = readZip(Buffer.from(await file.arrayBuffer()))
    expect(members.map((m) => m.name)).toEqual(['backup.json', 'stream.tar.s2'])
    const meta = JSON.parse(members[0]!.data.toString()) as Awaited<ReturnType<typeof rawSnapshot>>
    const theirs = await rawSnapshot(nc, 'A')
    expect([meta.config, meta.state]).toEqual([theirs.config, theirs.state])
    expect(snapshot).toMatchObject({
      received: members[1]!.data.length,
      digest: createHash('sha256').update(members[1]!.data).digest('hex'),
    })
    await jsm.streams.delete('A')
    // One of a cluster restores on a single server with the number of replicas that it can have.
    const three = await readBackup(filesOf(theirs))
    three.config = { ...three.config, num_replicas: 3, placement: { cluster: 'far' } }
    await expect(restoreStream(conn, three, { name: 'A', subjects: ['a.>'] }, never)).rejects.toBeDefined()
    const one = { name: 'A', subjects: ['a.>'], replicas: 1 }
    await restoreStream(conn, three, one, never)
    expect((await jsm.streams.info('A')).config.placement?.cluster).toBe('far') // a single server does not mind
    await jsm.streams.delete('A')
    await restoreStream(conn, three, { ...one, anywhere: true }, never)
    expect(await rawMessages(nc, 'A', 1, 1001)).toEqual(before)
    expect((await jsm.streams.info('A')).config).toEqual(info.config)
    await jsm.streams.delete('A')
    await rawRestore(nc, meta, [members[1]!.data])
    expect(await rawMessages(nc, 'A', 1, 1001)).toEqual(before)
    expect((await jsm.streams.info('A')).config).toEqual(info.config)
    expect((await jsm.consumers.list('A').next()).map((c) => c.name)).toEqual(['worker'])

    // Theirs is restored here: the name has to be free, and the subjects.
    const backup = await readBackup(filesOf(theirs))
    const as = { name: 'A', subjects: ['a.>'] }
    await expect(restoreStream(conn, backup, as, never)).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('A stream named A exists already'),
    })
    const other = { name: 'B', subjects: ['b.>'] }
    if (version === 'current') {
      await expect(restoreStream(conn, backup, { name: 'B', subjects: ['a.1'] }, never)).rejects.toMatchObject({
        message: 'The stream A listens on a.1 already',
      })
      const restored = await restoreStream(conn, backup, other, never)
      expect(restored).toMatchObject({ messages: 998, missing: 0, first: 1n, last: 1001n, sent: theirs.archive.length })
      expect(await rawMessages(nc, 'B', 1, 1001)).toEqual(before)
      expect((await jsm.streams.info('B')).config).toEqual({ ...info.config, ...other })
    } else {
      await expect(restoreStream(conn, backup, other, never)).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('under its own name only: A'),
      })
    }
    await jsm.streams.delete('A')
    const progress: number[] = []
    const again = await restoreStream(conn, await readBackup([file]), as, never, (p) => progress.push(p.sent))
    expect(again).toMatchObject({ messages: 998, missing: 0, digest: snapshot.digest })
    expect(progress.at(-1)).toBe(snapshot.received)
    expect(await rawMessages(nc, 'A', 1, 1001)).toEqual(before)
    await jsm.streams.delete('A')

    // What comes to no end leaves nothing: stopped, cut short, or its server killed.
    const names = async () => (await jsm.streams.names().next()).filter((n) => n !== 'B')
    const enough = Math.floor(theirs.archive.length * 0.9)
    const stalled = stalledAt(backup, enough)
    const stop = new AbortController()
    const stopped = restoreStream(conn, stalled.backup, as, stop.signal)
    await stalled.isReached
    if (version === 'current') await until(async () => (await names()).includes('A')) // it is there while it is being made
    stop.abort()
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' })
    expect(await names()).toEqual([])
    const short = await readBackup(filesOf({ ...theirs, archive: theirs.archive.subarray(0, enough) }))
    await expect(restoreStream(conn, short, as, never)).rejects.toMatchObject({
      message: expect.stringContaining('could not read the archive'),
    })
    expect(await names()).toEqual([])
    const killed = stalledAt(backup, enough)
    const lost = restoreStream(conn, killed.backup, as, never)
    await killed.isReached
    const said = expect(lost).rejects.toMatchObject({ kind: 'disconnected' })
    await s.kill()
    await s.start()
    await said
    await reconnected(them)
    expect(await names()).toEqual([])

    // Somebody else's stream stays, though it has come by the name meanwhile.
    const race = stalledAt(backup, 0)
    const end = new AbortController()
    const racing = restoreStream(conn, race.backup, as, end.signal)
    await race.isReached
    await jsm.streams.add({ name: 'A', subjects: ['theirs'] })
    end.abort()
    await expect(racing).rejects.toMatchObject({ kind: 'aborted' })
    expect((await jsm.streams.info('A')).config.subjects).toEqual(['theirs'])
    await jsm.streams.delete('A')

    // Also one that was restored from the same backup, before anything of ours could be seen.
    const beside = stalledAt(backup, 64 * 1024)
    const halt = new AbortController()
    const stoppedBeside = restoreStream(conn, beside.backup, as, halt.signal)
    await beside.isReached
    await rawRestore(nc, meta, [theirs.archive])
    halt.abort()
    await expect(stoppedBeside).rejects.toBeDefined()
    expect(await rawMessages(nc, 'A', 1, 1001)).toEqual(before)
  })
}

test('what a restore has left is told by when it was created: one that was made since stays', async () => {
  const s = await server()
  const [conn, them] = [await ours(s), await official(s)]
  const { nc, jsm } = them
  await jsm.streams.add({ name: 'A', subjects: ['a.>'] })
  await publishMany(them, 1000, (i) => `a.${i % 3}`, noise)
  const theirs = await rawSnapshot(nc, 'A')
  await jsm.streams.delete('A')
  const stalled = stalledAt(await readBackup(filesOf(theirs)), Math.floor(theirs.archive.length * 0.9))
  const stop = new AbortController()
  let record: RestoreRecord | undefined
  let sent = 0
  const restored = restoreStream(
    conn,
    stalled.backup,
    { name: 'A', subjects: ['a.>'] },
    stop.signal,
    (p) => (sent = p.sent),
    (r) => (record = r),
  )
  // Until every whole chunk of it is answered: one that is still on its way would find nobody any more.
  const given = await stalled.isReached
  await until(() => given - sent < 512 * 1024 && record?.created !== undefined)
  const { created } = await jsm.streams.info('A')
  expect(record!.created).toBe(created)
  expect(await leftOf(conn, record!)).toMatchObject({ isSure: true, stream: { created } })

  // Somebody deletes it, restores all of it, and an age limit takes some: fewer messages than the backup has.
  await jsm.streams.delete('A')
  await rawRestore(nc, theirs, [theirs.archive])
  for (const seq of [1, 2, 3]) await jsm.streams.deleteMessage('A', seq)
  const since = await jsm.streams.info('A')
  expect(await leftOf(conn, record!)).toBeUndefined()
  expect(await takeAway(conn, record!, created)).toEqual({ is: 'gone', wasThere: false })
  expect(await takeAwayAtLast(conn, record!, true)).toEqual({ is: 'gone', wasThere: false })
  stop.abort()
  await expect(restored).rejects.toMatchObject({ kind: 'aborted' })
  expect((await jsm.streams.info('A')).state).toEqual(since.state)

  // One that was never seen is not taken for ours when the link was lost; it is shown, and deleted as the one that was shown.
  const { created: _, ...unseen } = record!
  expect(await takeAwayAtLast(conn, unseen, true)).toEqual({ is: 'unknown' })
  expect(await leftOf(conn, unseen)).toBeUndefined() // it is whole but for what was deleted since
  const more = { ...unseen, lastSeq: 2000n }
  expect(await leftOf(conn, more)).toMatchObject({ isSure: false, stream: { created: since.created } })
  expect(await takeAway(conn, more, since.created)).toEqual({ is: 'gone', wasThere: true })
  expect(await jsm.streams.names().next()).toEqual([])
})

test('a backup that is older than its age limit is restored without it, and keeps every message', async () => {
  const s = await server()
  const [conn, them] = [await ours(s), await official(s)]
  const { jsm } = them
  await jsm.streams.add({ name: 'AGED', subjects: ['aged'], max_age: 1_000_000_000 })
  await publishMany(them, 20, () => 'aged', noise)
  const { file } = await backedUp(conn, 'AGED')
  const backup = await readBackup([file])
  await until(async () => (await jsm.streams.info('AGED')).state.messages === 0)
  await jsm.streams.delete('AGED')
  expect(await restoreStream(conn, backup, { name: 'AGED', subjects: ['aged'] }, never)).toMatchObject({ last: 20n })
  await until(async () => (await jsm.streams.info('AGED')).state.messages === 0)
  await jsm.streams.delete('AGED')
  const restored = await restoreStream(conn, backup, { name: 'AGED', subjects: ['aged'], ageless: true }, never)
  expect(restored).toMatchObject({ messages: 20, missing: 0 })
  expect((await jsm.streams.info('AGED')).config.max_age).toBe(0)
})

test('a backup that is begun before its connection is open waits for it', async () => {
  const s = await server()
  await (await official(s)).jsm.streams.add({ name: 'A', subjects: ['a'] })
  const conn = openConnection({ url: s.wsUrl, auth: { kind: 'none' } })
  try {
    expect(conn.link.state).toBe('connecting')
    expect((await backedUp(conn, 'A')).snapshot.config).toMatchObject({ name: 'A' })
  } finally {
    conn.close()
  }
})

test('what README says is enough to back up and to restore, and what is missing is named', async () => {
  const look = ['$JS.API.INFO', '$JS.API.STREAM.INFO.*', '$JS.API.STREAM.NAMES']
  const backup = [...look, '$JS.API.STREAM.SNAPSHOT.A', '$JS.SNAPSHOT.ACK.A.>']
  const restore = [...look, '$JS.API.STREAM.RESTORE.A', '$JS.SNAPSHOT.RESTORE.A.>', '$JS.API.STREAM.DELETE.A']
  const user = (name: string, publish: string[]) =>
    `{ user: ${name}, password: p, permissions { publish: ${JSON.stringify(publish)}, subscribe: ["_INBOX.>"] } }`
  const users = [user('backup', backup), user('restore', restore), user('looker', [...look, '$JS.API.STREAM.SNAPSHOT.A'])]
  const s = await server({
    config: configOf({ extra: `authorization { users = [{ user: admin, password: p }, ${users.join()}] }` }),
  })
  const them = await official(s, { user: 'admin', pass: 'p' })
  const as = (name: string) => ours(s, { auth: { kind: 'password', user: name, pass: 'p' } })
  await them.jsm.streams.add({ name: 'A', subjects: ['a.>'] })
  await publishMany(them, 2600, () => 'a.1', noise) // more than the server sends without an answer
  await expect(backedUp(await as('looker'), 'A')).rejects.toMatchObject({
    kind: 'permission',
    message: expect.stringMatching(/^Permission to publish on \$JS\.SNAPSHOT\.ACK\.A\..* is missing for user looker$/),
  })
  const { file } = await backedUp(await as('backup'), 'A')
  await them.jsm.streams.delete('A')
  const read = await readBackup([file])
  await expect(restoreStream(await as('backup'), read, { name: 'A', subjects: ['a.>'] }, never)).rejects.toMatchObject({
    message: 'Permission to publish on $JS.API.STREAM.RESTORE.A is missing for user backup',
  })
  expect(await restoreStream(await as('restore'), read, { name: 'A', subjects: ['a.>'] }, never)).toMatchObject({
    messages: 2600,
  })
})
