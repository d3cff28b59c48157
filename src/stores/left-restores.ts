import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { parseJson, stringifyJson } from '~/lib/json.ts'
import type { RestoreRecord } from '~/nats/restore-left.ts'

/** A restore that was begun: by whom, on which connection, when (ms since the epoch). */
export type LeftRestore = { id: string; connection: string; at: number; record: RestoreRecord }

const NAME = 'windsock.left-restores'
const MOST = 50

/** Restores of pages that are gone. They are kept by the browser, since such a page may have been closed for good. */
const useLeftStore = create<{ left: LeftRestore[] }>(() => ({ left: [] }))

/** Held by the page of a restore for as long as it lives. */
const lockOf = (id: string) => `windsock restore ${id}`
/** There are none where the page came over plain http from elsewhere. */
const locks = () => ('locks' in navigator ? (navigator.locks as LockManager | undefined) : undefined)

/**
 * Keeps a restore in mind. `note`: what is known of it by now; `end`: this page works on it no more, and whether something may be left.
 */
export function keepRestore(
  connection: string,
  record: RestoreRecord,
): { note: (record: RestoreRecord) => void; end: (isLeft: boolean) => void } {
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-')
  const at = Date.now()
  const note = (r: RestoreRecord) => write([...read().filter((other) => other.id !== id), { id, connection, at, record: r }])
  let release = () => {}
  void locks()?.request(lockOf(id), () => new Promise<void>((resolve) => (release = resolve)))
  note(record)
  return {
    note,
    end: (isLeft) => {
      if (!isLeft) forgetRestore(id)
      release()
    },
  }
}

/** There is nothing of it any more, or it is kept as it is. */
export function forgetRestore(id: string): void {
  write(read().filter((r) => r.id !== id))
  useLeftStore.setState(({ left }) => ({ left: left.filter((r) => r.id !== id) }))
}

/** Those of pages that are gone, under the connection of this name. */
export function useLeftRestores(connection: string): LeftRestore[] {
  return useLeftStore(useShallow(({ left }) => left.filter((r) => r.connection === connection)))
}

/** Looks which are left: those whose page holds no lock. Without locks nobody can tell, and none is taken for left. */
export async function lookForLeft(): Promise<void> {
  const held = await locks()?.query()
  const isHeld = new Set(held?.held?.map((l) => l.name))
  useLeftStore.setState({ left: held ? read().filter((r) => !isHeld.has(lockOf(r.id))) : [] })
}

function write(all: LeftRestore[]): void {
  try {
    if (all.length === 0) localStorage.removeItem(NAME)
    else localStorage.setItem(NAME, stringifyJson(all.slice(-MOST)))
  } catch {
    // The browser's storage is full or forbidden: then what a closed page leaves has to be found by eye.
  }
}

function read(): LeftRestore[] {
  try {
    const stored: unknown = parseJson(localStorage.getItem(NAME) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isRecord).map(exact) : []
  } catch {
    return []
  }
}

/** JSON has no bigint of its own: a small one comes back as a number. */
function exact(r: LeftRestore): LeftRestore {
  const lastSeq = r.record.lastSeq as bigint | number
  return { ...r, record: { ...r.record, lastSeq: BigInt(lastSeq) } }
}

function isRecord(x: Partial<LeftRestore> | null): x is LeftRestore {
  const r = x?.record
  return (
    typeof x?.id === 'string' &&
    typeof x.connection === 'string' &&
    typeof x.at === 'number' &&
    typeof r?.name === 'string' &&
    typeof r.to === 'string' &&
    typeof r.config === 'object' &&
    typeof r.messages === 'number' &&
    (r.created === undefined || typeof r.created === 'string') &&
    (typeof r.lastSeq === 'number' || typeof r.lastSeq === 'bigint')
  )
}
