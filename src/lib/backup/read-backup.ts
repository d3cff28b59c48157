import { parseJson, type Json } from '../json.ts'
import { tarMembers } from './tar-members.ts'
import { zipMembers } from './zip-members.ts'

/** A file inside of a file, or one by itself. */
export type Member = { name: string; size: number; open: () => ReadableStream<Uint8Array<ArrayBuffer>> }

type JsonObject = { [key: string]: Json }

/**
 * How the archive was made: `messages` by servers from 2.15 on, which only those can read; `blocks` by those before, which holds the
 * files of the store and can only be restored under its own name (seen on 2.10.27 and 2.15.1).
 */
export type BackupKind = 'messages' | 'blocks' | 'unknown'

export type Backup = { name: string; config: JsonObject; state: JsonObject; kind: BackupKind; archive: Member }

export const META = 'backup.json'
export const ARCHIVE = 'stream.tar.s2'

/** A configuration and its state are some kilobytes; with a list of deleted messages more. */
const MOST_META = 64 * 1024 * 1024
/** So many bytes tell what an archive is. */
const BEGINNING = 64

/**
 * Finds the two files of a backup in what was picked: a ZIP or tar archive of them, or both by themselves. Throws an Error that says
 * what is missing or wrong.
 */
export async function readBackup(files: readonly File[]): Promise<Backup> {
  const members = (await Promise.all(files.map(membersOf))).flat()
  const named = (wanted: string) => members.filter(({ name }) => name.split('/').at(-1) === wanted)
  const [metas, archives] = [named(META), named(ARCHIVE)]
  if (metas.length === 0 || archives.length === 0) {
    const missing = [...(metas.length === 0 ? [META] : []), ...(archives.length === 0 ? [ARCHIVE] : [])].join(' and ')
    throw new Error(
      `${missing} ${missing.includes(' and ') ? 'are' : 'is'} missing: pick the file that a backup made, or both of its files`,
    )
  }
  if (metas.length > 1 || archives.length > 1)
    throw new Error('There is more than one backup in what was picked: restore them one by one')
  const [meta, archive] = [metas[0]!, archives[0]!]
  if (meta.size > MOST_META) throw new Error(`${META} is too large to be one`)
  if (archive.size === 0) throw new Error(`${ARCHIVE} is empty`)
  const { config, state } = await readMeta(meta)
  const name = config.name
  if (typeof name !== 'string' || name === '') throw new Error(`${META} does not say what the stream is called`)
  return { name, config, state, kind: kindOf(await beginning(archive)), archive }
}

async function readMeta(meta: Member): Promise<{ config: JsonObject; state: JsonObject }> {
  let value: Json
  try {
    value = parseJson(await new Response(meta.open()).text())
  } catch (e) {
    throw new Error(`${META} is not JSON: ${(e as Error).message}`, { cause: e })
  }
  const [config, state] = [objectOf(objectOf(value)?.config), objectOf(objectOf(value)?.state)]
  if (!config || !state) throw new Error(`${META} has no "config" and "state": it is not of a stream's backup`)
  return { config, state }
}

async function membersOf(file: File): Promise<Member[]> {
  const start = new Uint8Array(await file.slice(0, 512).arrayBuffer())
  if (start[0] === 0x50 && start[1] === 0x4b) return zipMembers(file)
  if (String.fromCharCode(...start.subarray(257, 262)) === 'ustar') return tarMembers(file)
  return [{ name: file.name, size: file.size, open: () => file.stream() }]
}

async function beginning(archive: Member): Promise<Uint8Array> {
  const reader = archive.open().getReader()
  let start = new Uint8Array()
  while (start.length < BEGINNING) {
    const { value } = await reader.read()
    if (!value) break
    start = new Uint8Array([...start, ...value.subarray(0, BEGINNING)])
  }
  await reader.cancel()
  return start
}

/** The first bytes are literal in S2, so the name of the format can be read without unpacking it. */
function kindOf(start: Uint8Array): BackupKind {
  const text = String.fromCharCode(...start)
  if (!text.includes('S2sTwO')) return 'unknown'
  return text.includes('NATSARC1') ? 'messages' : 'blocks'
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}
